/** `/v3/users`. People see themselves and whoever shares an organization with them. */
import type { StandInAnswer } from '../../kit/message.ts';
import type { PlatformUser } from '../store/platform-users.ts';
import { acceptedAnswer, ccAnswer } from './answer.ts';
import { membersOf, readBody, unknownFields } from './body.ts';
import { type CcCall, param } from './call.ts';
import { notAuthorized, notFound, unprocessable } from './errors.ts';
import { named } from './identity.ts';
import { orderRows } from './ordering.ts';
import { listAnswer, pageOf } from './pagination.ts';
import { type ListQuery, type ListRules, readListQuery } from './query/list-query.ts';
import { matchesAny } from './query/matches.ts';
import { userView } from './views.ts';

const RULES: ListRules = {
  lists: ['usernames', 'partial_usernames', 'origins'],
  includes: [],
  orders: ['created_at', 'updated_at'],
  labels: true,
  invalid: unprocessable,
};

export function listUsers(call: CcCall): StandInAnswer {
  const { landscape } = call;
  const query = readListQuery(call.request.query, RULES);
  checkNameFilters(query);
  const rows = landscape.cache.rows(`platform users ${call.caller.guid} ${query.key}`, () =>
    orderRows(matches(call, query), query.order),
  );
  const page = pageOf(call, query, rows);
  return listAnswer(
    page,
    page.rows.map((user) => userView(landscape, user)),
  );
}

export function getUser(call: CcCall): StandInAnswer {
  const user = visibleUser(call);
  call.landscape.jobs.look(user.guid);
  return ccAnswer(200, userView(call.landscape, user));
}

/** Metadata only, and for administrators only. */
export function patchUser(call: CcCall): StandInAnswer {
  const user = visibleUser(call);
  if (!call.access.isAdmin) throw notAuthorized();
  const body = readBody(call.request);
  const unknown = unknownFields(body, ['metadata']);
  if (unknown !== undefined) throw unprocessable(unknown);
  const metadata = membersOf(body.get('metadata')) ?? new Map<string, unknown>();
  const { landscape } = call;
  landscape.platformUsers.update(user, (changed) => {
    changed.updatedAt = landscape.clock.now();
    changed.metadata = {
      labels: merge(changed.metadata.labels, metadata.get('labels')),
      annotations: merge(changed.metadata.annotations, metadata.get('annotations')),
    };
  });
  return ccAnswer(200, userView(landscape, user));
}

/** For administrators only; takes the user's roles along. */
export function deleteUser(call: CcCall): StandInAnswer {
  const { landscape, access } = call;
  const user = visibleUser(call);
  if (!access.isAdmin) throw notAuthorized();
  const now = landscape.clock.now();
  const job = landscape.jobs.enqueue(landscape.guids.next('job'), 'user.delete', user.guid, now);
  return acceptedAnswer(`${landscape.url}/v3/jobs/${job.guid}`);
}

function visibleUser(call: CcCall): PlatformUser {
  const user = call.landscape.platformUsers.get(param(call, 'guid'));
  if (user === undefined || !call.access.seesUser(user.guid)) throw notFound('User');
  return user;
}

function checkNameFilters(query: ListQuery): void {
  const exact = query.list('usernames') !== undefined;
  const partial = query.list('partial_usernames') !== undefined;
  if (exact && partial) {
    throw unprocessable(
      'Usernames filter cannot be provided with both usernames and partial_usernames filter.',
    );
  }
  if (query.list('origins') !== undefined && !exact && !partial) {
    throw unprocessable('Origins filter cannot be provided without usernames or partial_usernames filter.');
  }
}

function matches({ landscape, access }: CcCall, query: ListQuery): PlatformUser[] {
  const guids = matchesAny(query.list('guids'));
  const names = matchesAny(query.list('usernames'), 'ignoringCase');
  const origins = matchesAny(query.list('origins'), 'ignoringCase');
  const parts = query.list('partial_usernames')?.map((part) => part.toLowerCase());
  const byName = query.list('usernames') !== undefined || parts !== undefined;
  return [...landscape.platformUsers.all()].filter((user) => {
    if (!guids(user.guid) || !query.createdAt(user.createdAt) || !query.updatedAt(user.updatedAt))
      return false;
    if (!query.matchesLabels(user.metadata.labels) || !access.seesUser(user.guid)) return false;
    if (!byName) return true;
    const known = named(landscape, user.guid);
    if (known === undefined || !names(known.userName) || !origins(known.origin)) return false;
    return parts === undefined || parts.some((part) => known.userName.toLowerCase().includes(part));
  });
}

function merge(old: Readonly<Record<string, string>>, change: unknown): Record<string, string> {
  const merged = new Map(Object.entries(old));
  for (const [name, value] of membersOf(change) ?? []) {
    if (value === null) merged.delete(name);
    else merged.set(name, String(value));
  }
  return Object.fromEntries(merged);
}
