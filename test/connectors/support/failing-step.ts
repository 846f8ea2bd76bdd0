/** Operations of several steps of which one fails, in every way that a backend or the line to it can fail. */
import { expect, it } from 'vitest';
import type { CallContext } from '../../../src/connectors/connector.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { RequestEnded } from '../../../src/scim/request-ended.ts';
import { sandboxControl } from '../../integration/support/sandbox.ts';
import { callContext } from './context.ts';

/** As faults of a stand-in. */
const WAYS = {
  403: { status: 403 },
  404: { status: 404 },
  409: { status: 409 },
  429: { status: 429, retryAfter: 3_600 },
  500: { status: 500 },
  503: { status: 503 },
  'reset before it is done': { reset: 'before' },
  'reset after it is done': { reset: 'after' },
  deadline: { delayMs: 3_600_000 },
  'another body': { status: 200, body: '<html>Log on</html>', headers: { 'content-type': 'text/html' } },
} as const;
const ALL = 99;
const MOST_LOOKS = 2_000;
const DEADLINE = new RequestEnded(504, 'The time was over.', '');

export type Way = `${keyof typeof WAYS}`;

/** The requests that are the step. */
export interface Step {
  readonly method?: string;
  /** Part of path and query, as sent. */
  readonly path?: string;
  /** How many such requests pass before. */
  readonly after?: number;
  /** How many of them fail. Default: all that come. */
  readonly count?: number;
}

/** `detail`: words of it that say what happened, or what to do. */
export type Answer =
  | 'done'
  | readonly [
      status: number,
      detail: string,
      more?: { readonly scimType?: string; readonly retryAfter?: number },
    ];

export type Answers = Readonly<Record<keyof typeof WAYS, Answer>>;

/** Where it does not matter how the step fails. */
export function always(answer: Answer): Answers {
  return Object.fromEntries(Object.keys(WAYS).map((way) => [way, answer])) as unknown as Answers;
}

/** One test for each way in which a step fails. */
export function eachWay(answers: Answers, test: (way: Way, answer: Answer) => Promise<void>): void {
  const rows = Object.entries(answers) as [Way, Answer][];
  it.each(rows.map(([way, answer]) => ({ way, answer, told: answer === 'done' ? answer : answer[0] })))(
    '$way: $told',
    ({ way, answer }) => test(way, answer),
  );
}

/**
 * Makes the call while the step fails, and compares what it is answered with. At the deadline, it ends as soon as the
 * step hangs; afterwards nothing fails any more.
 *
 * @param url of the stand-in
 */
export async function expectAnswer(
  url: string,
  { step, way }: { readonly step: Step; readonly way: Way },
  call: (context: CallContext) => Promise<unknown>,
  answer: Answer,
): Promise<void> {
  const control = sandboxControl(url);
  await control.forget();
  await control.fault({ count: ALL, ...WAYS[way], ...step });
  const context = callContext();
  const outcome = call(context).then(() => 'done' as const, refusal);
  if (way === 'deadline') {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    outcome.then(over, over);
    await untilItHangs(url, step, () => isOver);
    context.abort(DEADLINE);
  }
  const told = await outcome;
  const { requests } = await control.requests();
  await control.forget();
  if (typeof answer === 'string') expect(told).toBe(answer);
  else {
    const [status, detail, { scimType, retryAfter } = {}] = answer;
    expect(told).toEqual({ status, scimType, retryAfter, detail: expect.stringContaining(detail) });
  }
  // Else the step was none of this operation.
  expect(requests.filter(({ method, path }) => isStep(step, method, path)).length).toBeGreaterThan(
    step.after ?? 0,
  );
}

/** Asks again and again: nothing else tells that a request hangs. */
async function untilItHangs(url: string, step: Step, isOver: () => boolean): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    if (isOver()) return;
    const { requests } = await sandboxControl(url).requests();
    const steps = requests.filter(({ method, path }) => isStep(step, method, path));
    // A request without an answer has no status, not yet; those that pass may be under way as well.
    if (steps.slice(step.after).some(({ status }) => status === null)) return;
  }
  throw new Error(`No request ${step.method ?? ''} ${step.path ?? ''} hangs.`);
}

function isStep({ method, path = '' }: Step, sentMethod: string, sentPath: string): boolean {
  return (method === undefined || method === sentMethod) && sentPath.includes(path);
}

function refusal(error: unknown) {
  if (!(error instanceof ScimError)) throw error;
  const { status, scimType, retryAfter, message: detail } = error;
  return { status, scimType, retryAfter, detail };
}
