/** Many bombs of a shape at once, while a neighbour goes on working; then one alone, to see how long it holds the event loop. */
import type { Case } from '../case.ts';
import type { Findings } from '../findings.ts';
import { BASE } from '../grammar/draft.ts';
import { bytesOf } from '../grammar/wire.ts';
import { judge } from '../judge.ts';
import { Connection } from '../stage/connection.ts';
import type { Stage } from '../stage/stage.ts';
import { expectationsOf, longestWork, senderTo, wasStarved } from '../trial.ts';
import type { Verdict } from '../verdict.ts';
import { ANSWER_BOMBS, QUESTIONS } from './answers.ts';
import type { Explosion } from './front.ts';
import { requestBombs } from './requests.ts';

/** Milliseconds until a bomb has to be answered. */
const PATIENCE = 30_000;

export interface Shape {
  readonly name: string;
  /** Made when its turn comes: together they would need gigabytes. */
  prepare(ids: { readonly user: string; readonly group: string }): Prepared;
}

interface Prepared {
  readonly request: Case;
  readonly anonymous: boolean;
  readonly kind: 'v2' | 'v1' | 'cf';
  readonly explosion: Explosion | undefined;
  /** Waited for until the deadline, and not because it is dear. */
  readonly slow: boolean;
}

export interface ShapeResult {
  readonly name: string;
  readonly seconds: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Megabytes. */
  readonly heap: number;
  readonly rss: number;
  /** Milliseconds of the main thread's work in one go, with one alone and with all of them. */
  readonly alone: number;
  readonly together: number;
  /** By the event loop's own histogram, with all of them. */
  readonly delay: number;
  readonly neighbour: readonly number[];
  readonly failures: number;
  readonly survived: boolean;
}

export function shapes(): Shape[] {
  const ofRequests = requestBombs().map(
    (bomb): Shape => ({
      name: bomb.name,
      prepare: (ids) => ({
        request: caseOf(
          bomb.name,
          `${bomb.searching === true ? 'searching' : 'good'}-${bomb.kind}`,
          bomb.method,
          bomb.path,
          ids,
          bomb.body?.(),
        ),
        anonymous: bomb.anonymous === true,
        kind: bomb.kind,
        explosion: undefined,
        slow: false,
      }),
    }),
  );
  const ofAnswers = ANSWER_BOMBS.flatMap((bomb) =>
    QUESTIONS.slice(0, bomb.slow === true ? 2 : undefined).map(
      ({ name, kind, method, path, content }): Shape => {
        const whole = `answer to ${name}: ${bomb.name}`;
        const body = content === undefined ? undefined : Buffer.from(JSON.stringify(content));
        return {
          name: whole,
          prepare: (ids) => ({
            request: caseOf(whole, `bomb-${kind}`, method, path, ids, body),
            anonymous: false,
            kind,
            explosion: bomb.explosion(),
            slow: bomb.slow === true,
          }),
        };
      },
    ),
  );
  return [...ofRequests, ...ofAnswers];
}

function caseOf(
  name: string,
  system: string,
  method: string,
  path: string,
  { user, group }: { readonly user: string; readonly group: string },
  body: Buffer | undefined,
): Case {
  const target = `${BASE}/${system}/${path.replace('<user>', user).replace('<group>', group)}`;
  const type = ['Content-Type', 'application/scim+json'] as const;
  return { name, system, method, target, headers: body === undefined ? [] : [type], body };
}

/** @param longest milliseconds of work in one go that one request may cost */
export async function explode(
  stage: Stage,
  shape: Shape,
  ids: { readonly user: string; readonly group: string },
  { parallel, longest }: { readonly parallel: number; readonly longest: number },
  findings: Findings,
): Promise<ShapeResult> {
  const { request, anonymous, kind, explosion, slow } = shape.prepare(ids);
  const bytes = bytesOf(request, {
    ...senderTo(stage.port),
    ...(anonymous ? { authorization: 'none' } : {}),
  });
  stage.bombFronts[kind].explosion = explosion;
  const verdicts: Verdict[] = [];
  const one = async () => {
    const connection = new Connection(stage.port);
    const outcome = await connection.exchange(bytes, { method: request.method, patience: PATIENCE });
    connection.close();
    verdicts.push(judge(request, outcome, { ...expectationsOf(stage), deadline: PATIENCE }));
  };

  await stage.neighbour({ order: 'report' });
  await stage.proxy.ask('collect');
  await stage.proxy.ask('reset');
  const stalls = stage.proxy.stalls.length;
  const started = performance.now();
  await Promise.all(Array.from({ length: parallel }, one));
  const seconds = (performance.now() - started) / 1000;
  const report = await stage.proxy.ask('report');
  const { rss } = stage.proxy;
  const together = Math.max(0, ...stage.proxy.stalls.slice(stalls).map(({ processor }) => processor));
  const alone = report === undefined || slow ? 0 : await longestWork(stage, one, longest);
  stage.bombFronts[kind].explosion = undefined;
  const { milliseconds, failures } = await stage.neighbour({ order: 'report' });

  const survived = stage.proxy.alive;
  const about = (what: string, detail: string) => findings.add(`${what}: ${shape.name}`, detail);
  if (!survived)
    about(
      'the process ended',
      /FATAL ERROR: [^\n]*/.exec(stage.proxy.lastWords)?.[0] ?? stage.proxy.lastWords.slice(-300),
    );
  for (const verdict of verdicts) {
    if (verdict.kind === 'finding' && survived) about(verdict.what, verdict.detail.slice(0, 300));
  }
  for (const failure of failures) {
    if (survived && !wasStarved(stage, failure)) about('the neighbour was not answered 200', failure.text);
  }
  if (alone >= longest) about('one alone holds the event loop', `${Math.round(alone)} ms of work in one go`);
  if (!survived) await stage.restart();
  return {
    name: shape.name,
    seconds,
    statuses: countOf(verdicts),
    heap: (report?.largestHeap ?? 0) / 1e6,
    rss: rss / 1e6,
    alone,
    together,
    delay: report?.longestDelay ?? 0,
    neighbour: milliseconds,
    failures: failures.length,
    survived,
  };
}

function countOf(verdicts: readonly Verdict[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const verdict of verdicts) {
    const name = verdict.kind === 'fine' ? String(verdict.status) : verdict.what;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
