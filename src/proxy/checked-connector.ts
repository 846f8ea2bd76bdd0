/**
 * The last look at what a connector gives, before anything is made of it: the entity is the one that was asked for, and
 * there are no more than were asked for. Connectors look at the reads that only they see.
 */
import type { CallContext, EntityConnector, ReadAndReplace } from '../connectors/connector.ts';
import { isSameId } from '../scim/entity-id.ts';
import { ScimError } from '../scim/errors.ts';
import type { Comparison } from '../scim/filter-ast.ts';
import { mayMatch } from '../scim/filter-evaluate.ts';
import type { JsonObject } from '../scim/json.ts';

/** Who is asked for what, for people. */
export interface Asked {
  readonly systemId: string;
  /** `user`, `group`, … */
  readonly entityType: string;
}

/** The same connection, whose answers are about what was asked or a `ScimError` 502. */
export function checkedConnector(connector: EntityConnector, asked: Asked): EntityConnector {
  return {
    ...checkedReadAndReplace(connector, asked),
    get capabilities() {
      return connector.capabilities;
    },
    get carryOver() {
      return connector.carryOver;
    },
    get erasesUnnamed() {
      return connector.erasesUnnamed;
    },
    get looksAt() {
      return connector.looksAt;
    },
    get facts() {
      return connector.facts;
    },
    ...searching(connector),
    list: async (query, context) => {
      const page = await connector.list(query, context);
      const { entities, total = 0, nextCursor } = page;
      const { length } = entities;
      if (length > query.count) {
        throw otherAnswer(asked, `with ${length} entities where at most ${query.count} were asked for`);
      }
      if (!Number.isSafeInteger(total) || total < 0) {
        throw otherAnswer(asked, 'with a list whose total is no number of entities');
      }
      if (nextCursor !== undefined && (nextCursor === '' || nextCursor === query.cursor)) {
        throw otherAnswer(asked, 'with a page whose cursor leads back to it');
      }
      return page;
    },
    create: (entity, context) => connector.create(entity, context),
    patch: async (id, body, options, context) => {
      const result = await connector.patch(id, body, options, context);
      return written(result, id, asked);
    },
    delete: (id, options, context) => connector.delete(id, options, context),
    ...(connector.exclusively === undefined ? {} : { exclusively: checkedTurns(connector, asked) }),
  };
}

/** What it says of filters and sorting. */
export function searching(connector: EntityConnector): Pick<EntityConnector, 'canFilter' | 'canSort'> {
  const { canFilter, canSort } = connector;
  return {
    ...(canFilter === undefined ? {} : { canFilter: (filter) => canFilter.call(connector, filter) }),
    ...(canSort === undefined ? {} : { canSort: (by, context) => canSort.call(connector, by, context) }),
  };
}

function checkedTurns(connector: EntityConnector, asked: Asked) {
  return async <T>(
    id: string,
    context: CallContext,
    work: (connection: ReadAndReplace) => Promise<T>,
  ): Promise<T> => {
    const checked = (connection: ReadAndReplace) => work(checkedReadAndReplace(connection, asked));
    return connector.exclusively === undefined
      ? await checked(connector)
      : await connector.exclusively(id, context, checked);
  };
}

/**
 * Of a look-up by an identifying attribute: whoever finds an entity by its name writes to its id from then on.
 *
 * @param filter as the backend was asked
 * @throws ScimError 502 for an entity that has another value
 */
export function requireMatches(filter: Comparison, entities: readonly JsonObject[], asked: Asked): void {
  if (entities.every((entity) => mayMatch(filter, entity))) return;
  throw otherAnswer(asked, `the look-up of one ${asked.entityType} with another one`);
}

function checkedReadAndReplace(connection: ReadAndReplace, asked: Asked): ReadAndReplace {
  return {
    get: async (id, options, context) => {
      const result = await connection.get(id, options, context);
      if (isAbout(result.entity, id)) return result;
      throw otherAnswer(asked, `the read of ${asked.entityType} ${id} with another ${asked.entityType}`);
    },
    replace: async (id, entity, options, context) => {
      const result = await connection.replace(id, entity, options, context);
      return written(result, id, asked);
    },
  };
}

function written<Result extends { readonly entity?: JsonObject | undefined }>(
  result: Result,
  id: string,
  asked: Asked,
): Result {
  if (result.entity === undefined || isAbout(result.entity, id)) return result;
  throw otherAnswer(
    asked,
    `the change of ${asked.entityType} ${id} with another ${asked.entityType}`,
    ' Whether the change was made, and to what, is not known: read it before you repeat the request.',
  );
}

/** An entity without an id could be any. */
function isAbout({ id = null }: JsonObject, asked: string): boolean {
  return isSameId(typeof id === 'number' ? String(id) : id, asked);
}

/** Nothing of the answer is in it, not even the id: it may be another person's. */
function otherAnswer({ systemId }: Asked, what: string, outcome = ''): ScimError {
  return new ScimError(
    502,
    `System ${systemId}: the backend answered ${what}. Nothing of the answer is shown, and nothing was made of it. ` +
      `Look for a cache or a router in front of the backend that mixes up answers.${outcome}`,
  );
}
