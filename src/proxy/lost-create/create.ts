/**
 * A create that is sent again after its answer got lost is answered with the entity that it made. Only where that is
 * certain: the same technical user has sent the same before without an answer, the entity was made in just that time, and it has
 * all that was written and nothing else. An entity that somebody else made is a collision, however much it looks alike.
 */
import type { EntityResult } from '../../connectors/connector.ts';
import { ScimError } from '../../scim/errors.ts';
import { type JsonObject, jsonText } from '../../scim/json.ts';
import { madeWithin } from '../../scim/made-within.ts';
import type { ProxiedEntity } from '../entity.ts';
import type { ProxyContext, TimeSpan } from '../types.ts';
import { findByUnique, uniqueValueOf } from '../unique-lookup.ts';
import type { Create } from './lost-creates.ts';
import { isAsWritten } from './same.ts';
import { Witness } from './witness.ts';

/** Milliseconds within which a backend may still do what it has not answered. */
const LATE = 5 * 60_000;
/** Entities of one name that are looked at. */
const MOST_NAMESAKES = 10;

const FOUND =
  'Made by an earlier request with the same body, whose answer was lost: nothing was made a second time';

/** @param asked the client's entity, in canonical names @param written what the backend gets for it */
export async function createOnce(
  entity: ProxiedEntity,
  { asked, written }: { readonly asked: JsonObject; readonly written: JsonObject },
  context: ProxyContext,
): Promise<EntityResult> {
  const { connector, lostCreates, read } = entity;
  const { caller, dryRun } = context;
  if (lostCreates === undefined || caller === undefined || dryRun !== undefined) {
    return await connector.create(written, context);
  }
  // Only where it is needed: a create that is simply answered does not pay for it.
  const identify = (): Create | undefined => {
    const unique = uniqueValueOf(entity, asked);
    return unique && { caller, unique, asked };
  };
  const made = async () => {
    const create = identify();
    if (create === undefined) return undefined;
    const span = (await lostCreates.find(create)) ?? context.begunBefore;
    const found = span === undefined ? undefined : await findMade(entity, create, written, span, context);
    return found === undefined ? undefined : { ...found, warnings: [FOUND, ...(found.warnings ?? [])] };
  };
  // Backends take two groups of one name; of users they refuse the second one.
  const before = read.entityType === 'user' ? undefined : await made();
  if (before !== undefined) return before;
  const witness = new Witness(context.account);
  const from = Date.now();
  try {
    return await connector.create(written, { ...context, account: witness });
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    if (error.scimType === 'uniqueness') {
      const found = await made();
      if (found !== undefined) return found;
    } else if (witness.isInDoubt && error.status >= 500) {
      const create = identify();
      if (create === undefined) throw error;
      const span = { from, to: Date.now() + LATE };
      const found = context.signal.aborted
        ? undefined
        : await findMade(entity, create, written, span, context);
      if (found !== undefined) return found;
      await lostCreates.note(create, span);
    }
    throw error;
  }
}

/** The one entity that is certainly the one that was made then. */
async function findMade(
  entity: ProxiedEntity,
  { unique }: Create,
  written: JsonObject,
  span: TimeSpan,
  context: ProxyContext,
): Promise<EntityResult | undefined> {
  const { connector } = entity;
  try {
    const { entities, total = 0 } = await findByUnique(entity, unique, MOST_NAMESAKES, context);
    if (total > MOST_NAMESAKES) return undefined;
    const candidates = entities.filter((found) => madeWithin(found, span) === true);
    const [only] = candidates;
    if (only === undefined || candidates.length > 1) return undefined;
    const whole = await connector.get(jsonText(only['id'] ?? ''), {}, context);
    if (madeWithin(whole.entity, span) !== true) return undefined;
    if (!isAsWritten(written, whole.entity, connector.carryOver?.never)) return undefined;
    context.log.info({ entityType: entity.read.entityType }, 'lost create found');
    return whole;
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return undefined;
  }
}
