/**
 * The members of a group, all of them. Version 1 gives at most 100 in any answer and does not say that there are more;
 * the rest is found through the users ("Groups Search": `GET Users?filter=groups eq "…"`).
 */
import { ScimError } from '../../../scim/errors.ts';
import { printFilter } from '../../../scim/filter-print.ts';
import { compare } from '../../../scim/filter-tree.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonText } from '../../../scim/json.ts';
import type { CallContext } from '../../connector.ts';
import { Collected } from '../../http/collected.ts';
import { CUSTOM_GROUP_EXTENSION } from '../../sap-extensions.ts';
import { END_ID, FIRST_ID } from '../../scim-api/start-id.ts';
import { type Calls, PAGE_SIZE } from './calls.ts';

/** Members in one answer at most. */
const CUT = 100;
/** How often a group is read whose members change meanwhile. */
const ATTEMPTS = 2;

/** The members of an answer that says which users they are, by id. */
type Members = ReadonlyMap<string, JsonObject>;

export class Membership {
  readonly #calls: Calls;

  /** @param calls to the groups */
  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** The group with all its members. @throws ScimError 502 where they cannot be found; never a part of them */
  async read(id: string, context: CallContext): Promise<JsonObject> {
    return await this.complete(await this.#calls.get(id, context), context);
  }

  /** For one request. */
  collecting(): Collected {
    return new Collected(this.#calls.backend, 'members of groups');
  }

  /**
   * The same for a group that has just been read.
   *
   * @param collected what else is kept for the same request
   */
  async complete(
    group: JsonObject,
    context: CallContext,
    collected = this.collecting(),
  ): Promise<JsonObject> {
    let current = group;
    for (let attempt = 1; ; attempt += 1) {
      if (!isCut(current)) return current;
      for (const value of namesOf(current)) {
        const members = await this.#search(value, current, collected, context);
        if (members !== undefined) return { ...current, members: [...members.values()] };
      }
      if (attempt === ATTEMPTS) throw incomplete(current);
      current = await this.#calls.get(jsonText(current['id']), context);
    }
  }

  /** How many members the group has, where the users can be asked for it. */
  async count(group: JsonObject, context: CallContext): Promise<number | undefined> {
    for (const value of namesOf(group)) {
      const { total } = await this.#calls.page({ filter: filterFor(value), count: 0 }, context, 'user');
      if (total !== undefined && total > 0) return total;
    }
    return undefined;
  }

  /** Everybody in the group of this name, or `undefined` where the answers cannot mean this group. */
  async #search(
    value: string,
    group: JsonObject,
    collected: Collected,
    context: CallContext,
  ): Promise<Members | undefined> {
    const known = membersOf(group);
    const members = new Map(known);
    const found = new Set<string>();
    const filter = filterFor(value);
    for (let startId = FIRST_ID; ; ) {
      const page = await this.#calls.page({ filter, startId, count: PAGE_SIZE }, context, 'user');
      for (const user of page.entities) {
        const { id } = user;
        if (typeof id !== 'string') continue;
        if (isElsewhere(user, group)) return undefined;
        found.add(id);
        const member = members.get(id) ?? memberFor(id, user);
        collected.add(member);
        members.set(id, member);
      }
      const { nextId } = page;
      // Without a total or with users that nobody was told of, some may be missing.
      if (nextId === END_ID) return isWhole(found, known, page.total) ? members : undefined;
      if (nextId === undefined || nextId === startId || page.entities.length === 0) return undefined;
      startId = nextId;
    }
  }
}

/** Whether there may be more. A full answer looks like one that was cut; a larger limit would be a multiple. */
export function isCut(group: JsonObject): boolean {
  const { members } = group;
  return Array.isArray(members) && members.length > 0 && members.length % CUT === 0;
}

export function membersOf({ members }: JsonObject): Members {
  const list = Array.isArray(members) ? members.filter(isJsonObject) : [];
  return new Map(
    list.flatMap((entry) => (typeof entry['value'] === 'string' ? [[entry['value'], entry]] : [])),
  );
}

function isWhole(found: ReadonlySet<string>, known: Members, total: number | undefined): boolean {
  return found.size === total && [...known.keys()].every((id) => found.has(id));
}

/**
 * Whether the user shows his groups, and this one is not among them: the answer is about something else. A list that may
 * be cut does not tell.
 */
function isElsewhere({ groups }: JsonObject, group: JsonObject): boolean {
  if (!Array.isArray(groups) || (groups.length > 0 && groups.length % CUT === 0)) return false;
  const names = [groupName(group), group['id']];
  const end = `/${jsonText(group['id'])}`;
  return !groups.filter(isJsonObject).some(({ value = null, $ref }) => {
    return names.includes(value) || (typeof $ref === 'string' && $ref.endsWith(end));
  });
}

/** What `groups eq` compares is not documented: the name, as users show it, or else the id. */
function namesOf(group: JsonObject): string[] {
  return [...new Set([groupName(group), group['id']])].filter((value) => typeof value === 'string');
}

export function groupName(group: JsonObject): JsonValue | undefined {
  const extension = group[CUSTOM_GROUP_EXTENSION];
  return (isJsonObject(extension) ? extension['name'] : undefined) ?? group['displayName'];
}

function filterFor(value: string): string {
  return printFilter(compare({ attribute: 'groups' }, 'eq', value));
}

/** As answers show members. */
function memberFor(id: string, { meta, displayName }: JsonObject): JsonObject {
  const location = isJsonObject(meta) ? meta['location'] : undefined;
  return {
    value: id,
    ...(typeof location === 'string' ? { $ref: location } : {}),
    ...(typeof displayName === 'string' ? { display: displayName } : {}),
  };
}

function incomplete(group: JsonObject): ScimError {
  return new ScimError(
    502,
    `Group ${jsonText(group['id'])}: Identity Authentication version 1 gives no more than ${CUT} members in one answer, and the search for the rest (GET Users?filter=groups eq "…") does not agree with it. Nothing was changed, because a part of the members would unassign the others. Check that the technical user may read all users, and repeat the request.`,
  );
}
