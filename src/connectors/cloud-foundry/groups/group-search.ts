/** Lists of role groups: pages, one by its name or id, and whatever else can be said about names and ids. */

import { ScimError } from '../../../scim/errors.ts';
import type { AttributePath, Filter } from '../../../scim/filter-ast.ts';
import { compileFilter } from '../../../scim/filter-evaluate.ts';
import { isAskable } from '../../askable.ts';
import type { CallContext, ListPage, ListQuery } from '../../connector.ts';
import { encodeText } from '../../http/base-url.ts';
import { commaList } from '../cloud-controller/cloud-controller.ts';
import { organizationOf, organizationsByGuid, spaceOf } from '../cloud-controller/rows.ts';
import type { Session } from '../session.ts';
import type { GroupReader, LoadedGroup } from './group-reader.ts';
import type { PlaceIndex } from './place-index.ts';
import {
  displayName,
  groupCount,
  groupId,
  groupWindow,
  type NamedGroups,
  organizationGroup,
  type Places,
  parseDisplayName,
  parseGroupId,
  type RoleGroup,
  sameName,
  spaceGroup,
} from './role-group.ts';

/** Characters of names in one URL; servers in front take 8,192 for the whole line. */
const LONGEST_NAMES = 6_000;

export class GroupSearch {
  readonly #landscape: string;
  readonly #index: PlaceIndex;
  readonly #reader: GroupReader;

  constructor(landscape: string, index: PlaceIndex, reader: GroupReader) {
    this.#landscape = landscape;
    this.#index = index;
    this.#reader = reader;
  }

  canFilter(filter: Filter): boolean {
    return isAskable(() => testOf(filter));
  }

  async list(query: ListQuery, session: Session, context: CallContext): Promise<ListPage> {
    const { filter, startIndex, count, omit = [] } = query;
    const members = !omit.includes('members');
    if (filter === undefined) return await this.#page(query, members, undefined, session, context);
    if (filter.kind === 'compare' && filter.operator === 'eq' && typeof filter.value === 'string') {
      const attribute = attributeOf(filter.path);
      const found =
        attribute === 'id'
          ? await this.#byId(filter.value, members, session, context)
          : await this.#byName(filter.value, members, session, context);
      const shown = found.slice(startIndex - 1, startIndex - 1 + count);
      return { entities: shown.map((group) => this.#reader.entity(group)), total: found.length };
    }
    return await this.#page(query, members, testOf(filter), session, context);
  }

  /** @param test what holds for the groups that count; absent: all */
  async #page(
    { startIndex, count }: ListQuery,
    members: boolean,
    test: ((group: { id: string; displayName: string }) => boolean) | undefined,
    session: Session,
    context: CallContext,
  ): Promise<ListPage> {
    const snapshot = await this.#index.snapshot(session, context);
    const matching = test === undefined ? undefined : this.#matching(snapshot, test);
    const total = matching?.length ?? groupCount(snapshot);
    const size = Math.max(0, count);
    for (let start = startIndex - 1; size > 0 && start < total; start += size) {
      const window =
        matching === undefined ? groupWindow(snapshot, start, size) : matching.slice(start, start + size);
      const groups = await this.#reader.many(window, snapshot, members, session, context);
      // An empty page would be taken for the end, so where all of it has gone, the next one is given.
      if (groups.length > 0) {
        const read = start + window.length - (startIndex - 1);
        return { entities: groups.map((group) => this.#reader.entity(group)), read, total };
      }
    }
    return { entities: [], total };
  }

  #matching(
    places: Places,
    test: (group: { id: string; displayName: string }) => boolean,
  ): readonly RoleGroup[] {
    return groupWindow(places, 0, Number.POSITIVE_INFINITY).filter((group) =>
      test({ id: groupId(group.ref), displayName: displayName(this.#landscape, group) }),
    );
  }

  async #byId(id: string, members: boolean, session: Session, context: CallContext): Promise<LoadedGroup[]> {
    const ref = parseGroupId(id);
    return ref === undefined ? [] : await this.#existing([{ ref }], members, session, context);
  }

  async #byName(
    name: string,
    members: boolean,
    session: Session,
    context: CallContext,
  ): Promise<LoadedGroup[]> {
    const named = parseDisplayName(this.#landscape, name);
    if (named === undefined) return [];
    const known = this.#index.known();
    const groups = known === undefined ? [] : groupsNamed(named, known);
    const isNamed = (group: RoleGroup) => sameName(displayName(this.#landscape, group), name);
    if (groups.length > 0) {
      const found = await this.#existing(groups, members, session, context);
      if (found.length > 0 && found.every(isNamed)) return found;
      // Renamed or gone since.
      this.#index.drop();
    }
    const existing = await this.#lookUp(named, session, context);
    return (await this.#existing(existing, members, session, context)).filter(isNamed);
  }

  /** The places with these names; a name may be that of a place which is not managed. */
  async #lookUp(named: NamedGroups, session: Session, context: CallContext): Promise<RoleGroup[]> {
    const { cloudController } = session;
    if (named.kind === 'organization') {
      const query = { names: commaList([named.name]) };
      const { resources } = await cloudController.list('organizations', query, context);
      const organizations = resources.map(organizationOf).filter((found) => found !== undefined);
      return groupsNamed(named, { organizations, spaces: [] });
    }
    const names = new Set(named.candidates.map(({ space }) => space));
    const collected = cloudController.collecting('spaces');
    const lists = await Promise.all(
      batchesOfNames(names).map((batch) => {
        const query = { names: commaList(batch), include: 'organization' };
        return cloudController.list('spaces', query, context, collected);
      }),
    );
    const spaces = lists.flatMap(({ resources, included }) => {
      const organizations = organizationsByGuid(included.organizations);
      return resources.map((row) => spaceOf(row, organizations)).filter((found) => found !== undefined);
    });
    return groupsNamed(named, { organizations: [], spaces });
  }

  async #existing(
    groups: readonly (Pick<RoleGroup, 'ref'> & Partial<RoleGroup>)[],
    members: boolean,
    session: Session,
    context: CallContext,
  ): Promise<LoadedGroup[]> {
    const loaded = await Promise.all(
      groups.map(async ({ ref, place }) => {
        try {
          return await this.#reader.one(ref, { members, purpose: 'read', place }, session, context);
        } catch (error) {
          if (error instanceof ScimError && error.status === 404) return undefined;
          throw error;
        }
      }),
    );
    return loaded.filter((group) => group !== undefined);
  }
}

function groupsNamed(named: NamedGroups, { organizations, spaces }: Places): RoleGroup[] {
  if (named.kind === 'organization') {
    return organizations
      .filter(({ name }) => sameName(name, named.name))
      .map((organization) => organizationGroup(organization, named.role));
  }
  return spaces
    .filter((space) =>
      named.candidates.some(
        (candidate) =>
          sameName(candidate.space, space.name) && sameName(candidate.organization, space.organization.name),
      ),
    )
    .map((space) => spaceGroup(space, named.role));
}

function batchesOfNames(names: Iterable<string>): string[][] {
  const batches: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const size = encodeText(encodeText(name)).length + 3;
    if (length + size > LONGEST_NAMES) {
      batches.push([]);
      length = 0;
    }
    batches.at(-1)?.push(name);
    length += size;
  }
  return batches;
}

/** A filter about nothing but names and ids, which the index can answer. */
function testOf(filter: Filter): (group: { id: string; displayName: string }) => boolean {
  check(filter);
  return compileFilter(filter);
}

function check(filter: Filter): void {
  switch (filter.kind) {
    case 'and':
    case 'or':
      filter.operands.forEach(check);
      return;
    case 'not':
      check(filter.operand);
      return;
    case 'valuePath':
      throw impossible('value paths with [ ] are not possible');
    default:
      attributeOf(filter.path);
  }
}

function attributeOf(path: AttributePath): 'id' | 'displayName' {
  const plain = path.subAttribute === undefined && path.index === undefined;
  const name = path.attribute.toLowerCase();
  if (plain && name === 'id') return 'id';
  if (plain && name === 'displayname') return 'displayName';
  throw impossible(`${path.attribute} is not possible`);
}

function impossible(reason: string): ScimError {
  const detail = `Role groups of Cloud Foundry cannot be filtered so: ${reason}. Possible are displayName and id, such as displayName eq "cf-eu10:acme:organization_user"; groups have no meta.lastModified.`;
  return new ScimError(400, detail, { scimType: 'invalidFilter' });
}
