/** Groups that are always the same for the same seed, and who is in them. */
import type { JsonObject } from '../../../scim/json.ts';
import { compact } from '../../identity-authentication/json-access.ts';
import { CITIES, DUTIES } from '../../identity-authentication/seed/work.ts';
import type { Members } from '../../identity-authentication/store/memberships.ts';
import { isoSeconds } from '../../identity-authentication/timestamps.ts';
import { createRandom, mixSeed, pick, randomHex, randomInteger, randomUuid } from '../../kit/random.ts';
import type { Kind } from '../schema/registry.ts';
import { AUTHORIZATION, CUSTOM_GROUP, SAP_GROUP } from '../schema/urns.ts';
import { idOf } from '../store/ids.ts';

const FIRST_DAY = Date.UTC(2020, 1, 3, 9);
const DAY = 86_400_000;

/** The stored document. */
export function seedGroup(seed: number, index: number): JsonObject {
  const random = createRandom(mixSeed(~(seed + 1), index));
  const displayName = displayNameOf(index);
  const created = FIRST_DAY + randomInteger(random, 1500) * DAY;
  // Policies of the authorization service are groups as well; recorded: their versions are numbers.
  const isPolicy = index % 10 === 9;
  return compact({
    id: idOf('Group', seed, index),
    externalId: index % 3 === 1 ? `grp-${index + 1}` : undefined,
    meta: {
      created: isoSeconds(created),
      lastModified: isoSeconds(created + randomInteger(random, 300) * DAY),
      version: isPolicy ? String(1 + randomInteger(random, 40)) : randomUuid(random),
    },
    displayName,
    [CUSTOM_GROUP]: compact({
      name: displayName.replace(/[\s\p{P}\p{S}]/gu, '_'),
      description: index % 4 === 2 ? undefined : `All of ${displayName}`,
      additionalId: randomHex(random, 24),
    }),
    [SAP_GROUP]: isPolicy
      ? undefined
      : compact({
          type: index % 6 === 5 ? 'authorization' : 'userGroup',
          supportedOperations: index % 6 === 5 ? 'userOnlyMembership' : undefined,
          applicationId: index % 6 === 5 ? randomUuid(random) : undefined,
        }),
    [AUTHORIZATION]: isPolicy
      ? {
          authorizationId: randomHex(random, 16),
          applicationId: randomUuid(random),
          zoneId: randomUuid(random),
          type: 'policy',
          state: 'ams-push-notification-success',
          description: pick(random, ['Read all orders', 'Change prices', 'Release payments']),
        }
      : undefined,
  });
}

/** Every duty in every city, then again with a number. */
function displayNameOf(index: number): string {
  const pairs = DUTIES.length * CITIES.length;
  const pair = (index * 11) % pairs;
  const round = Math.floor(index / pairs);
  const duty = DUTIES[pair % DUTIES.length];
  const city = CITIES[Math.floor(pair / DUTIES.length)];
  return `${duty} of ${city}${round === 0 ? '' : ` ${round + 1}`}`;
}

/**
 * @param users how many there are
 * @param exactly so many members; absent: 2 to 40, and now and then the group before this one
 */
export function seedMembers(
  seed: number,
  index: number,
  users: number,
  exactly: number | undefined,
): Members {
  const random = createRandom(mixSeed(~(seed + 2), index));
  const members = new Map<string, Kind>();
  const size = Math.min(users, exactly ?? 2 + randomInteger(random, 39));
  const first = randomInteger(random, Math.max(users, 1));
  for (let step = 0; step < size; step += 1) members.set(idOf('User', seed, (first + step) % users), 'User');
  if (exactly === undefined && index % 7 === 3) members.set(idOf('Group', seed, index - 1), 'Group');
  return members;
}
