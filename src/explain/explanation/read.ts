/** Why a client sees an entity, or does not. */
import { inForce } from '../../proxy/properties.ts';
import type { ProxyContext, ProxySystemParts, RawQuery } from '../../proxy/types.ts';
import { ScimError } from '../../scim/errors.ts';
import { printFilter } from '../../scim/filter-print.ts';
import { answerOf, type ClientAnswer, detailOf, maskedAnswer } from '../client-answer.ts';
import { type Observations, type ObservedRead, observe } from '../observed/observed-system.ts';
import { Recording } from '../rehearsal/recording.ts';
import { EXPLANATION } from '../schemas.ts';
import type { Ending, EntityExplanation, ListExplanation } from './explanation.ts';
import { explainList } from './list.ts';
import { explainRun, failureOfRun } from './run.ts';

export interface ReadQuestion {
  /** As clients know it. Absent: a list. */
  readonly id?: string | undefined;
  /** Of the list; its filter and page, and what is asked of each entity. */
  readonly query: RawQuery;
}

/** @throws ScimError 404 for an endpoint that the system does not have */
export async function explainRead(
  parts: ProxySystemParts,
  endpoint: string,
  { id, query }: ReadQuestion,
  context: ProxyContext,
): Promise<EntityExplanation | ListExplanation> {
  const { system, seen } = observe(parts);
  const resource = system.resource(endpoint);
  if (resource === undefined) throw new ScimError(404, `System ${parts.id} has no endpoint ${endpoint}.`);
  const recording = new Recording(seen.secrets);
  const observed = { ...context, log: context.log.child({ explain: true }), dryRun: recording };
  const answer = await answerOf(() =>
    id === undefined ? resource.list(query, observed) : resource.get(id, query, {}, observed),
  );
  const response = maskedAnswer(answer, recording.secrets);
  const { entityType } = entityOf(parts, endpoint);
  const about = { schemas: [EXPLANATION] as const, system: parts.id, endpoint, entityType };
  const { requests } = recording;
  const page = seen.reads.findLast((read) => read.kind === 'list')?.page;
  const isAboutOne =
    page?.entities.length === 1 || (page?.entities.length === 0 && query['filter'] !== undefined);
  if (id === undefined && page !== undefined && !isAboutOne) {
    return { ...about, requests, ...explainList(seen, query, response) };
  }
  const run = seen.runs.findLast(({ options }) => options.operation === 'read');
  const isAsked = requests.length > 0;
  const verdict = judge({ parts, entityType, seen, response, isOne: id !== undefined, isAsked });
  return {
    ...about,
    ...verdict,
    requests,
    ...(run === undefined ? {} : { transformation: explainRun(run) }),
    ...leftOut(seen, query, response),
    response,
  };
}

/** The entity type that an endpoint serves. */
export function entityOf({ read }: ProxySystemParts, endpoint: string) {
  const found = Object.values(read.entities).find(
    ({ scimEntityEndpoint }) => scimEntityEndpoint === endpoint,
  );
  if (found === undefined) throw new ScimError(404, `There is no endpoint ${endpoint}.`);
  return found;
}

interface Judged {
  readonly parts: ProxySystemParts;
  readonly entityType: string;
  readonly seen: Observations;
  readonly response: ClientAnswer;
  /** One entity was asked for by its id, not a list with one in it. */
  readonly isOne: boolean;
  /** Something was sent to the backend. */
  readonly isAsked: boolean;
}

function judge({ parts, entityType, seen, response, isOne, isAsked }: Judged): {
  ends: Ending;
  summary: string;
} {
  const read = seen.reads.at(-1);
  const detail = detailOf(response) ?? '';
  if (read === undefined) {
    const asked = 'The backend was not asked.';
    if (response.status === 404 || response.status === 200) {
      const why = response.status === 200 ? `No ${entityType} can match the filter.` : detail;
      return { ends: 'not-found', summary: `${why} ${asked}` };
    }
    return { ends: 'refused', summary: `${detail} ${asked}` };
  }
  if (read.error !== undefined) {
    if (!isAsked && response.status < 500) {
      return { ends: 'refused', summary: `${detail} The backend was not asked.` };
    }
    if (isOne && response.status === 404)
      return notFound(`The backend does not show it: ${messageOf(read.error)}`);
    return { ends: 'refused-by-backend', summary: `The backend could not be asked, or refused: ${detail}` };
  }
  const run = seen.runs.findLast(({ options }) => options.operation === 'read');
  if (run === undefined) {
    if (response.status >= 400) return { ends: 'refused', summary: detail };
    return notFound(
      `The backend has no ${entityType} that matches${filterOf(read)}.${hint(parts, entityType)}`,
    );
  }
  const failure = failureOfRun(run);
  if (failure !== undefined) {
    const hidden =
      run.result.status === 'filtered'
        ? `For clients there is no such ${entityType}.`
        : `Lists leave it out with a warning, and a GET of it answers 500.`;
    return {
      ends: run.result.status === 'filtered' ? 'filtered' : 'failed',
      summary: `The backend has the ${entityType}. ${failure} ${hidden}`,
    };
  }
  if (response.status >= 400)
    return { ends: 'refused', summary: `The backend has the ${entityType}. ${detail}` };
  return {
    ends: 'shown',
    summary: `The client gets the ${entityType}: the backend has it, and the read transformation shows it.`,
  };
}

function notFound(summary: string): { ends: Ending; summary: string } {
  return { ends: 'not-found', summary };
}

function filterOf(read: ObservedRead): string {
  return read.kind === 'list' && read.filter !== undefined ? ` ${printFilter(read.filter)}` : '';
}

/** A filter of the system's own, which nobody sees in a client. */
function hint({ properties, prefix }: ProxySystemParts, entityType: string): string {
  const name = inForce(properties, prefix, (start) => `${start}.${entityType}.filter`);
  if (name === undefined) return '';
  return ` The property ${name} (${properties[name]}) is joined to the filter: what it does not match is not there either.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What the projection took away from what the transformation gave. */
function leftOut(
  { runs }: Observations,
  query: RawQuery,
  { body = {} }: ClientAnswer,
): Pick<EntityExplanation, 'leftOut'> {
  if (query['attributes'] === undefined && query['excludedAttributes'] === undefined) return {};
  const result = runs.findLast(({ options }) => options.operation === 'read')?.result;
  if (result?.status !== 'transformed') return {};
  const [only] = Array.isArray(body['Resources']) ? body['Resources'] : [body];
  const shown = new Set(typeof only === 'object' && only !== null ? Object.keys(only) : []);
  return { leftOut: Object.keys(result.output).filter((name) => !shown.has(name)) };
}
