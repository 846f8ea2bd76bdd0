/** Why an entity is shown, hidden or written as it is, asked without a proxy that runs. */
import { explain as answer } from '../../explain/explain.ts';
import type {
  EntityExplanation,
  HiddenEntities,
  ListExplanation,
} from '../../explain/explanation/explanation.ts';
import { hiddenSentence } from '../../explain/explanation/list.ts';
import { readQuestion } from '../../explain/question.ts';
import type { ProxySystemParts } from '../../proxy/types.ts';
import { ScimError } from '../../scim/errors.ts';
import { parseFilter } from '../../scim/filter-parse.ts';
import type { JsonObject } from '../../scim/json.ts';
import { operationsOfQuestion, refusalOfClient } from '../../server/authorization.ts';
import { parseBody } from '../../server/scim/body.ts';
import { UsageError } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { type Progress, startProgress } from '../progress.ts';
import { readInput } from '../transform/entities.ts';
import { explanationLines } from './print.ts';
import { type OpenSystem, openSystem } from './system.ts';

export interface ExplainOptions {
  /** A file, or `-` for standard input. */
  readonly write?: string;
  readonly operation?: string;
  readonly as?: string;
  readonly attributes?: string;
  readonly json?: true;
}

/** Entities of one page where a whole endpoint is looked at. */
const PAGE = 100;

/**
 * @param entity its id, or a filter that finds it; absent: all of them
 * @returns the exit code
 * @throws UsageError, ConfigurationError, ScimError
 */
export async function explain(
  file: string,
  systemId: string,
  entityType: string,
  entity: string | undefined,
  options: ExplainOptions,
): Promise<number> {
  const system = await openSystem(file, systemId);
  try {
    const endpoint = endpointOf(system.parts, entityType);
    const question = await questionOf(entity, options);
    const progress = startProgress({ label: endpoint, silent: options.json === true });
    const explanation = await ask(system, endpoint, question, progress).finally(progress.stop);
    const text = options.json
      ? JSON.stringify({ ok: true, ...explanation })
      : explanationLines(explanation, process.stdout).join('\n');
    process.stdout.write(`${text}\n`);
    return EXIT.ok;
  } finally {
    await system.close();
  }
}

/** @throws UsageError */
function endpointOf({ id, read }: ProxySystemParts, name: string): string {
  const entities = Object.values(read.entities);
  const found = entities.find(
    ({ entityType, scimEntityEndpoint }) => entityType === name || scimEntityEndpoint === name,
  );
  if (found !== undefined) return found.scimEntityEndpoint;
  throw new UsageError(
    `System ${id} has no "${name}"; it has ${entities.map(({ entityType }) => entityType).join(', ')}.`,
  );
}

/** The body that the same question has over HTTP. @throws UsageError */
async function questionOf(entity: string | undefined, options: ExplainOptions): Promise<JsonObject> {
  const { write, operation, as, attributes } = options;
  const body: JsonObject = {};
  if (as !== undefined) body['technicalUser'] = as;
  if (attributes !== undefined) body['attributes'] = attributes;
  if (operation === undefined) {
    if (write !== undefined) throw new UsageError('--write needs --operation create, update or patch.');
    if (entity !== undefined) body[isFilter(entity) ? 'filter' : 'id'] = entity;
    return body;
  }
  // In the words of the command line; the question itself has others.
  if (write === undefined && operation !== 'delete') {
    throw new UsageError(`--operation ${operation} needs --write FILE, the body of the request.`);
  }
  if (entity === undefined && operation !== 'create') {
    throw new UsageError(`--operation ${operation} needs the id of the entity, behind its type.`);
  }
  body['operation'] = operation;
  if (entity !== undefined) body['id'] = entity;
  if (write !== undefined)
    body['entity'] = readBody(await readInput(write), write === '-' ? 'Standard input' : write);
  return body;
}

function isFilter(text: string): boolean {
  try {
    parseFilter(text);
    return true;
  } catch (error) {
    if (error instanceof ScimError) return false;
    throw error;
  }
}

/** With the same checks as that of a request. */
function readBody(text: string, name: string): JsonObject {
  try {
    return parseBody(Buffer.from(text), 'members');
  } catch (error) {
    if (error instanceof ScimError)
      throw new UsageError(`${name} cannot be the body of a request: ${error.message}`);
    throw error;
  }
}

/** A list is read to its end. @throws UsageError where the question is none */
async function ask(
  system: OpenSystem,
  endpoint: string,
  body: JsonObject,
  progress: Progress,
): Promise<EntityExplanation | ListExplanation> {
  const { parts, technicalUsers } = system;
  const { technicalUser, write } = question(body);
  const refusal =
    technicalUser === undefined
      ? undefined
      : refusalOfClient(
          technicalUsers.find(({ id }) => id === technicalUser.normalize('NFC')),
          parts.id,
          { endpoint, operations: operationsOfQuestion({ write }, createUpdates(parts, endpoint)) },
        );
  const page = (startIndex: number) =>
    answer(parts, endpoint, question({ ...body, startIndex, count: PAGE }), refusal, system.context());
  if (body['id'] !== undefined || body['operation'] !== undefined) {
    return await answer(parts, endpoint, question(body), refusal, system.context());
  }
  let whole = await page(1);
  while ('nextStartIndex' in whole && whole.nextStartIndex !== undefined) {
    progress.update(whole.read, Math.max(whole.read, whole.total ?? 0));
    const next = await page(whole.nextStartIndex);
    if (!('hidden' in next)) break;
    whole = joined(whole, next);
  }
  return whole;
}

function createUpdates({ read, write }: ProxySystemParts, endpoint: string): boolean {
  const entity = Object.values(read.entities).find(
    ({ scimEntityEndpoint }) => scimEntityEndpoint === endpoint,
  );
  return entity !== undefined && write.entities[entity.entityType]?.skipOperations.has('create') === true;
}

function question(body: JsonObject) {
  try {
    return readQuestion(body);
  } catch (error) {
    if (error instanceof ScimError) throw new UsageError(error.message);
    throw error;
  }
}

/** Two pages as one. */
function joined(one: ListExplanation, other: ListExplanation): ListExplanation {
  const { nextStartIndex: _, ...first } = one;
  const hidden = new Map<string, HiddenEntities>();
  for (const each of [...one.hidden, ...other.hidden]) {
    const key = `${each.place} ${each.reason}`;
    const before = hidden.get(key);
    hidden.set(key, {
      ...each,
      count: (before?.count ?? 0) + each.count,
      ids: [...(before?.ids ?? []), ...each.ids],
    });
  }
  const groups = [...hidden.values()];
  const read = one.read + other.read;
  const shown = one.shown + other.shown;
  return {
    ...first,
    summary: [
      `The backend gives ${read} entities; clients see ${shown} of them.`,
      ...groups.map(hiddenSentence),
    ].join(' '),
    requests: [...one.requests, ...other.requests],
    count: one.count + other.count,
    read,
    shown,
    hidden: groups,
    ...(other.nextStartIndex === undefined ? {} : { nextStartIndex: other.nextStartIndex }),
    response: other.response,
  };
}
