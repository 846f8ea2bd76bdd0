/**
 * What a connector of third parties gives, before anything is made of it: plain JSON of a size that the proxy can work with,
 * entities with ids. A copy, so that nothing that the connector keeps is changed.
 */
import { isUsableId } from '../../scim/entity-id.ts';
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import type { CallContext, EntityResult, ListPage, ListQuery, WriteResult } from '../connector.ts';
import { parseLargeBody } from '../http/answer-body.ts';
import { type AnswerLimit, ONE_GROUP, pageOf } from '../http/answer-limits.ts';

/** Who was asked for what, for people: `System csv: list of connector "csv"`. */
export type Asked = string;

export async function listPage(
  answer: unknown,
  query: ListQuery,
  asked: Asked,
  context: CallContext,
): Promise<ListPage> {
  const { entities, total, read, warnings, nextCursor } = await plain(
    answer,
    asked,
    pageOf(query.count),
    context,
  );
  if (!Array.isArray(entities)) throw rubbish(asked, 'no list "entities"');
  return {
    entities: entities.map((entity) => withId(entity, asked)),
    ...count({ total }, asked),
    ...count({ read }, asked),
    ...told(warnings, asked),
    ...next(nextCursor, query, asked),
  };
}

/** Where no cursor was asked for, it means nothing. */
function next(
  nextCursor: JsonValue | undefined,
  { cursor }: ListQuery,
  asked: Asked,
): Pick<ListPage, 'nextCursor'> {
  if (cursor === undefined || nextCursor === undefined) return {};
  if (typeof nextCursor !== 'string') throw rubbish(asked, 'a "nextCursor" that is no text');
  return { nextCursor };
}

export async function entityResult(
  answer: unknown,
  asked: Asked,
  context: CallContext,
): Promise<EntityResult> {
  const result = await plain(answer, asked, ONE_GROUP, context);
  const { incomplete, onRequest } = result;
  return {
    ...writtenParts(result, asked),
    entity: withId(result['entity'], asked),
    ...(incomplete === undefined ? {} : { incomplete: texts(incomplete, 'incomplete', asked) }),
    ...(onRequest === undefined ? {} : { onRequest: texts(onRequest, 'onRequest', asked) }),
  };
}

/** A connector may answer a write with nothing at all. */
export async function writeResult(answer: unknown, asked: Asked, context: CallContext): Promise<WriteResult> {
  if (answer === undefined || answer === null) return {};
  const result = await plain(answer, asked, ONE_GROUP, context);
  const { entity } = result;
  return {
    ...writtenParts(result, asked),
    ...(entity === undefined ? {} : { entity: withId(entity, asked) }),
  };
}

function writtenParts({ version, warnings }: JsonObject, asked: Asked) {
  if (version !== undefined && typeof version !== 'string')
    throw rubbish(asked, 'a "version" that is no text');
  return { ...(version === undefined ? {} : { version }), ...told(warnings, asked) };
}

function told(warnings: JsonValue | undefined, asked: Asked): { readonly warnings?: readonly string[] } {
  return warnings === undefined ? {} : { warnings: texts(warnings, 'warnings', asked) };
}

function texts(value: JsonValue, name: string, asked: Asked): string[] {
  const isTexts = Array.isArray(value) && value.every((each) => typeof each === 'string');
  if (!isTexts) throw rubbish(asked, `"${name}" that are no list of texts`);
  return value;
}

function count<Name extends string>(
  values: Readonly<Record<Name, JsonValue | undefined>>,
  asked: Asked,
): { readonly [Key in Name]?: number } {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) return {};
    if (!Number.isSafeInteger(value) || Number(value) < 0)
      throw rubbish(asked, `a "${name}" that is no number of entities`);
  }
  return values as { readonly [Key in Name]?: number };
}

function withId(entity: JsonValue | undefined, asked: Asked): JsonObject {
  if (!isJsonObject(entity)) throw rubbish(asked, 'an entity that is no object');
  const { id } = entity;
  if (!isUsableId(typeof id === 'number' ? String(id) : id)) {
    throw rubbish(asked, 'an entity whose "id" is none: it has to be text of 1 to 1024 characters');
  }
  return entity;
}

async function plain(
  answer: unknown,
  asked: Asked,
  limit: AnswerLimit,
  context: CallContext,
): Promise<JsonObject> {
  let text: string | undefined;
  try {
    // Whatever it is made of, with loops in it too, and functions that are called for it.
    text = JSON.stringify(answer);
  } catch {
    throw rubbish(asked, 'what is no JSON, or too large');
  }
  const body = Buffer.from(text ?? 'null');
  if (body.length > limit.bytes) throw rubbish(asked, 'more than the proxy takes');
  const parsed = await parseLargeBody(body, limit, context);
  if (parsed === 'excessive') throw rubbish(asked, 'more values than the proxy takes, or deeper ones');
  if (parsed === 'broken' || !isJsonObject(parsed.json)) throw rubbish(asked, 'no object');
  return parsed.json;
}

/** Nothing of it is in the message: it may be anything. */
function rubbish(asked: Asked, what: string): ScimError {
  return new ScimError(
    502,
    `${asked} gave ${what}. Nothing was made of it. This is a mistake of the connector: tell whoever made it.`,
  );
}
