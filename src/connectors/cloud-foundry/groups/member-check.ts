/** Nobody gets a role whom the UAA does not know with the system's own origin: Cloud Controller itself takes any id. */
import { ScimError } from '../../../scim/errors.ts';
import { jsonText } from '../../../scim/json.ts';
import { textAt } from '../../../scim/json-access.ts';
import type { CallContext } from '../../connector.ts';
import { batchesByLength, mayBeId } from '../../uaa-api/id-batches.ts';
import type { Uaa } from '../../uaa-api/uaa.ts';
import { conjunction, equals } from '../../uaa-api/uaa-filter.ts';

/** So that the URL, the token beside it, stays below what the UAA's web server takes. */
const IDS_PER_CALL = 100;
const MOST_NAMED = 10;

/**
 * @returns user names by id
 * @throws ScimError 400 `invalidValue` naming those who are no users of this origin
 */
export async function checkMembers(
  ids: readonly string[],
  origin: string,
  uaa: Uaa,
  context: CallContext,
): Promise<ReadonlyMap<string, string>> {
  const impossible = ids.filter((id) => !mayBeId(id));
  if (impossible.length > 0) throw unknownMembers(impossible, origin);
  const pages = await Promise.all(
    batchesByLength(ids, IDS_PER_CALL, (id) => ` or ${equals('id', id)}`).map((batch) => {
      const asked = new Set(batch.map((id) => id.toLowerCase()));
      return uaa.list(
        {
          filter: conjunction([equals('origin', origin), batch.map((id) => equals('id', id)).join(' or ')]),
          startIndex: 1,
          count: IDS_PER_CALL,
          attributes: 'id,origin,userName',
        },
        (user) => asked.has(jsonText(user['id']).toLowerCase()),
        context,
      );
    }),
  );
  // The UAA compares without regard to case.
  const users = pages.flatMap((page) => page.users).filter((user) => user['origin'] === origin);
  const known = new Map(users.map((user) => [textAt(user, 'id') ?? '', textAt(user, 'userName') ?? '']));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length === 0) return known;
  throw unknownMembers(unknown, origin);
}

function unknownMembers(unknown: readonly string[], origin: string): ScimError {
  const named = unknown.slice(0, MOST_NAMED).map((id) => JSON.stringify(id.slice(0, 100).toWellFormed()));
  const more = unknown.length > MOST_NAMED ? ` and ${unknown.length - MOST_NAMED} more` : '';
  return new ScimError(
    400,
    `These members are no users of origin ${origin}: ${named.join(', ')}${more}. Nothing was changed. Create them first, and send their ids.`,
    { scimType: 'invalidValue' },
  );
}
