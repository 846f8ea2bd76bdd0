/** What becomes of a write, and why: a dry run, with what the transformation did. */
import { readSettings } from '../../proxy/settings.ts';
import type { ProxyContext, ProxyResource, ProxyResponse, ProxySystemParts } from '../../proxy/types.ts';
import { type JsonObject, jsonText } from '../../scim/json.ts';
import { answerOf } from '../client-answer.ts';
import { observedDryRun } from '../dry-run.ts';
import { type Observations, type ObservedRun, observe } from '../observed/observed-system.ts';
import { EXPLANATION } from '../schemas.ts';
import type { Ending, EntityExplanation } from './explanation.ts';
import { entityOf } from './read.ts';
import { explainRun, failureOfRun } from './run.ts';

export type WriteQuestion =
  | { readonly operation: 'create'; readonly entity: JsonObject }
  | { readonly operation: 'update' | 'patch'; readonly id: string; readonly entity: JsonObject }
  | { readonly operation: 'delete'; readonly id: string };

/** @throws ScimError 404 for an endpoint that the system does not have */
export async function explainWrite(
  parts: ProxySystemParts,
  endpoint: string,
  question: WriteQuestion,
  context: ProxyContext,
): Promise<EntityExplanation> {
  const { report, seen } = await observedDryRun(parts, endpoint, context, (resource, observed) =>
    operate(resource, question, observed),
  );
  const { requests, response, summary } = report;
  const run = decidingRun(seen);
  const { entityType } = entityOf(parts, endpoint);
  const ends = endingOf(run, seen, response.status);
  const failure = run === undefined ? undefined : failureOfRun(run);
  const taken =
    question.operation === 'create' && ends === 'written'
      ? await takenBy(parts, endpoint, question.entity, context)
      : undefined;
  return {
    schemas: [EXPLANATION],
    system: parts.id,
    endpoint,
    entityType,
    ends,
    summary: [
      failure === undefined
        ? summary
        : `${failure} Nothing would be changed: the client would get ${response.status}.`,
      ...(ends === 'refused-by-backend'
        ? ['This is what the backend says to the reads before the write.']
        : []),
      ...(taken === undefined ? [] : [taken]),
    ].join(' '),
    requests,
    ...(run === undefined ? {} : { transformation: explainRun(run) }),
    response,
  };
}

function operate(
  resource: ProxyResource,
  question: WriteQuestion,
  context: ProxyContext,
): Promise<ProxyResponse> {
  switch (question.operation) {
    case 'create':
      return resource.create(question.entity, {}, context);
    case 'update':
      return resource.replace(question.id, question.entity, {}, {}, context);
    case 'patch':
      return resource.patch(question.id, question.entity, {}, {}, context);
    case 'delete':
      return resource.delete(question.id, {}, context);
  }
}

/** Of the write transformation, the first one that gave nothing, else the last one that says what is sent. */
function decidingRun({ runs }: Observations): ObservedRun | undefined {
  const writes = runs.filter(
    ({ options }) => options.operation !== 'read' && options.withoutDefaults !== true,
  );
  return writes.find(({ result }) => result.status !== 'transformed') ?? writes.at(-1);
}

function endingOf(run: ObservedRun | undefined, { reads }: Observations, status: number): Ending {
  if (run !== undefined && run.result.status !== 'transformed') return run.result.status;
  if (status < 400) return 'written';
  if (status === 404) return 'not-found';
  return reads.at(-1)?.error === undefined ? 'refused' : 'refused-by-backend';
}

/** What a backend refuses most: a second entity with the same name. It is looked for, also where clients do not see it. */
async function takenBy(
  parts: ProxySystemParts,
  endpoint: string,
  entity: JsonObject,
  context: ProxyContext,
): Promise<string | undefined> {
  const { entityType } = entityOf(parts, endpoint);
  const attribute = readSettings(parts.properties, parts.prefix).uniqueAttribute(entityType);
  const value = attribute === undefined ? undefined : entity[attribute];
  if (attribute === undefined || typeof value !== 'string') return undefined;
  const { system, seen } = observe(parts);
  const filter = `${attribute} eq ${JSON.stringify(value)}`;
  const resource = system.resource(endpoint);
  if (resource === undefined) return undefined;
  const { status, body } = await answerOf(() => resource.list({ filter, count: '1' }, context));
  const found = seen.reads.find((read) => read.kind === 'list')?.page?.entities[0];
  if (found === undefined) return undefined;
  const isHidden = status === 200 && body?.['totalResults'] === 0;
  const hidden = isHidden ? ', which the condition of the read transformation hides from clients' : '';
  return `But the backend has a ${entityType} with this ${attribute} already (id ${jsonText(found['id'])})${hidden}: it will refuse another one.`;
}
