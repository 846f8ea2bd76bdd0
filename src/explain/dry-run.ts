/** A write as the proxy would do it, with nothing changed: what would be sent, in order, and what the client would get. */
import type { ProxyContext, ProxyResource, ProxyResponse, ProxySystemParts } from '../proxy/types.ts';
import { ScimError } from '../scim/errors.ts';
import { answerOf, type ClientAnswer, detailOf, maskedAnswer } from './client-answer.ts';
import { type Observations, observe } from './observed/observed-system.ts';
import { type RecordedRequest, Recording } from './rehearsal/recording.ts';
import { DRY_RUN } from './schemas.ts';

/** The answer to a dry run, as JSON. */
export interface DryRunReport {
  readonly schemas: readonly [typeof DRY_RUN];
  readonly system: string;
  /** `Users`, `Groups`, … */
  readonly endpoint: string;
  /** How many requests would change something, or why none would be sent; a sentence. */
  readonly summary: string;
  /**
   * To the backend, in order: reads were sent, writes were not. The logon, and what the proxy reads for all requests
   * together, are not among them.
   */
  readonly requests: readonly RecordedRequest[];
  /** As far as it is known without the backend's answers, which are made up. */
  readonly response: ClientAnswer;
}

/** What a dry run does with the endpoint. */
export type Operate = (resource: ProxyResource, context: ProxyContext) => Promise<ProxyResponse>;

/** @throws ScimError 404 for an endpoint that the system does not have */
export async function dryRun(
  parts: ProxySystemParts,
  endpoint: string,
  context: ProxyContext,
  operate: Operate,
): Promise<DryRunReport> {
  return (await observedDryRun(parts, endpoint, context, operate)).report;
}

/** The same with what the transformations did. */
export async function observedDryRun(
  parts: ProxySystemParts,
  endpoint: string,
  context: ProxyContext,
  operate: Operate,
): Promise<{ readonly report: DryRunReport; readonly seen: Observations }> {
  const { system, seen } = observe(parts);
  const resource = system.resource(endpoint);
  if (resource === undefined) throw new ScimError(404, `System ${parts.id} has no endpoint ${endpoint}.`);
  const recording = new Recording(seen.secrets);
  const log = context.log.child({ dryRun: true });
  const answer = await answerOf(() => operate(resource, { ...context, log, dryRun: recording }));
  const { requests, secrets } = recording;
  const response = maskedAnswer(answer, secrets);
  const summary = summaryOf(requests, response);
  const report = { schemas: [DRY_RUN] as const, system: parts.id, endpoint, summary, requests, response };
  return { report, seen };
}

function summaryOf(requests: readonly RecordedRequest[], response: ClientAnswer): string {
  const writes = requests.filter(({ sent, method }) => !sent && method !== 'GET').length;
  const refused = detailOf(response);
  if (response.status >= 400) {
    const before = writes === 0 ? 'Nothing would be changed' : `After ${requestsOf(writes)}`;
    return `${before}: the client would get ${response.status}. ${refused ?? ''}`.trimEnd();
  }
  return writes === 0
    ? `Nothing would be changed: no request to the backend would change anything. The client would get ${response.status}.`
    : `The backend would be changed by ${requestsOf(writes)}. The client would get ${response.status}.`;
}

function requestsOf(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`;
}
