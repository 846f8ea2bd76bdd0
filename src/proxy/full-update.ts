/** Full updates: what PUT, and a PATCH that the backend does not know, send instead of the present entity. */
import type { ReadAndReplace, WriteResult } from '../connectors/connector.ts';
import { ownInAnyCase, spellingIn } from '../scim/any-case.ts';
import { ScimError } from '../scim/errors.ts';
import type { JsonObject } from '../scim/json.ts';
import { carryOver } from './carry-over/carry-over.ts';
import { clientEntity } from './client-body.ts';
import type { CurrentEntity } from './current-entity.ts';
import type { ProxiedEntity } from './entity.ts';
import { guardWrite } from './guard.ts';
import { refuseFixed } from './immutable.ts';
import { baseLocation } from './presenter.ts';
import { inStep } from './trace-step.ts';
import type { Preconditions, ProxyContext } from './types.ts';
import { transformWrite, writable } from './write-input.ts';

export interface Edit {
  /** All operations reach into values, so that lists have the same values at their places. */
  readonly isInPlace: boolean;
  /** Some operation took something away. */
  readonly removes: boolean;
}

export interface FullUpdate {
  /** As the client put it in the URL. */
  readonly id: string;
  /** The client's entity, in canonical names. */
  readonly input: JsonObject;
  /** The input is the present entity, changed by the operations of a PATCH. Absent: a PUT. */
  readonly edit?: Edit | undefined;
  /** What is fixed since the entity was created is refused where it differs, or told. */
  readonly fixed: 'refuse' | 'tell';
  readonly preconditions: Preconditions;
}

/** What is sent, before it is sent. */
export interface PreparedUpdate {
  readonly backendId: string;
  readonly body: JsonObject;
  /** What the write transformation made of the client's entity; in the body is more. */
  readonly written: JsonObject;
  /** See {@link WriteInput.secrets}. */
  secrets(): readonly string[];
}

/**
 * @throws ScimError 400 for what does not fit the transformation or cannot be changed, 404, 412, and 501 where the
 *   backend does not give what would have to be carried over
 */
export async function prepareUpdate(
  entity: ProxiedEntity,
  { id, input, edit, fixed, preconditions }: FullUpdate,
  current: CurrentEntity,
  context: ProxyContext,
): Promise<PreparedUpdate> {
  if (fixed === 'refuse') await refuseFixed(entity, input, current);
  const complete = await withActive(entity, input, current);
  const base = baseLocation(context.baseUrl, entity.read);
  await context.pause?.();
  const written = inStep(context, 'write transformation', () =>
    transformWrite(entity, 'update', complete, id, base),
  );
  await guardWrite(entity, id, current, preconditions);
  await context.pause?.();
  const said = withoutDefaults(entity, complete, id, base) ?? written.body;
  await context.pause?.();
  const carried = await withCarriedOver(entity, { body: written.body, said, id, edit, base }, current);
  const body = await neverEnabling(complete, said, carried, current);
  await context.pause?.();
  const { backendId = id, secrets } = written;
  return { backendId, body, written: written.body, secrets };
}

export async function sendUpdate(
  connection: ReadAndReplace,
  { backendId, body, secrets }: PreparedUpdate,
  ifMatch: string | undefined,
  current: CurrentEntity,
  context: ProxyContext,
): Promise<WriteResult> {
  const known = await current.known();
  return await connection.replace(
    backendId,
    body,
    {
      ...(ifMatch === undefined ? {} : { ifMatch }),
      ...(known === undefined ? {} : { current: known.entity }),
    },
    { ...context, secrets },
  );
}

/** Who does not say whether the user may log on leaves it as it is: a default of the transformation would decide else. */
async function withActive(
  entity: ProxiedEntity,
  input: JsonObject,
  current: CurrentEntity,
): Promise<JsonObject> {
  const { read } = entity;
  if (read.entityType !== 'user' || Object.hasOwn(input, 'active')) return input;
  const isMapped = writable(entity).uncarried({ active: true }, 'update').length === 0;
  if (!isMapped) return input;
  const active = (await current.view())?.resource['active'];
  return typeof active === 'boolean' ? { ...input, active } : input;
}

/**
 * Where clients do not see `active`, or not this user, a default would still enable whoever is disabled; and a constant
 * whoever shall be disabled.
 */
async function neverEnabling(
  input: JsonObject,
  said: JsonObject,
  body: JsonObject,
  current: CurrentEntity,
): Promise<JsonObject> {
  const isWish = spellingIn(said, 'active') !== undefined && input['active'] !== false;
  const spelling = spellingIn(body, 'active');
  if (isWish || spelling === undefined || body[spelling] !== true) return body;
  const known = await current.known();
  return ownInAnyCase(known?.entity, 'active') === false ? { ...body, [spelling]: false } : body;
}

interface Written {
  /** What the write transformation made of the client's entity. */
  readonly body: JsonObject;
  /** The same without its defaults. */
  readonly said: JsonObject;
  readonly id: string;
  readonly edit: Edit | undefined;
  readonly base: string;
}

async function withCarriedOver(
  entity: ProxiedEntity,
  { body, said, id, edit, base }: Written,
  current: CurrentEntity,
): Promise<JsonObject> {
  const options = entity.connector.carryOver;
  if (options === undefined) return body;
  const { entity: present, incomplete = [], onRequest = [] } = await current.result();
  const view = await current.view();
  const shown = view === undefined ? undefined : unchangedBody(entity, view.resource, id, base);
  // Who does not name a list that may never have been shown does not take it away.
  const unseen = edit === undefined ? onRequest.filter((name) => spellingIn(said, name) === undefined) : [];
  const unchanged = shown && without(shown, unseen);
  const mayShow = (path: readonly string[]) => reads(entity.read.sourceNames, path);
  const merged = carryOver({
    body,
    said,
    current: present,
    unchanged,
    options,
    mayShow,
    edited: edit?.isInPlace === true,
    patch: edit === undefined ? undefined : edit.removes ? 'removes' : 'adds',
  });
  const cut = incomplete.find((name) => ownInAnyCase(merged, name) !== ownInAnyCase(body, name));
  if (cut === undefined) return merged;
  throw new ScimError(
    501,
    `System ${entity.systemId}: this update would take away what the backend did not show of ${cut}: it gave only a part of the list. ` +
      'Nothing was changed. Change single values by PATCH, or let the transformations read and write the whole list.',
  );
}

function without(entity: JsonObject, names: readonly string[]): JsonObject {
  if (names.length === 0) return entity;
  const spellings = names.map((name) => spellingIn(entity, name));
  return Object.fromEntries(Object.entries(entity).filter(([name]) => !spellings.includes(name)));
}

/** Whether one of the paths leads to the attribute, through it or to what is above it. */
function reads(paths: readonly (readonly string[])[], wanted: readonly string[]): boolean {
  return paths.some((path) =>
    path.every((name, index) => wanted[index] === undefined || wanted[index] === name),
  );
}

/** What a client without any wish would say to the backend. */
function unchangedBody(
  entity: ProxiedEntity,
  resource: JsonObject,
  id: string,
  base: string,
): JsonObject | undefined {
  try {
    return withoutDefaults(entity, clientEntity(entity, resource, 'update'), id, base);
  } catch (error) {
    // Such as a member without a value, which clients could not send back.
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}

/** What the client itself says to the backend. Whether an entity meets the condition is another question. */
function withoutDefaults(
  entity: ProxiedEntity,
  input: JsonObject,
  id: string,
  entityBaseLocation: string,
): JsonObject | undefined {
  const result = writable(entity).run(input, {
    operation: 'update',
    variables: { entityBaseLocation, entityIdTargetSystem: id },
    ignoreCondition: true,
    withoutDefaults: true,
  });
  return result.status === 'transformed' ? result.output : undefined;
}
