/** What becomes of a group that is written, its members aside. */
import type { JsonObject } from '../../../scim/json.ts';
import { compact, objectAt, stringAt } from '../../identity-authentication/json-access.ts';
import { Failure, immutable } from '../failure.ts';
import { CUSTOM_GROUP, SAP_GROUP } from '../schema/urns.ts';

export interface GroupWrite {
  /** The body without what is never stored, or the patched document. */
  readonly input: JsonObject;
  /** The stored document; absent on create. */
  readonly previous?: JsonObject | undefined;
  readonly id: string;
  /** The group's id in version 1, for a create. */
  readonly newAdditionalId: () => string;
}

const IMMUTABLE_IN_SAP = ['externalName', 'externalLocation'];

/** The document to store, without `meta` and `members`. @throws {Failure} 400 */
export function writeGroup({ input, previous, id, newAdditionalId }: GroupWrite): JsonObject {
  const displayName = stringAt(input, 'displayName');
  if (displayName === undefined) {
    // Recorded: this text, and no `scimType`.
    throw new Failure(400, undefined, "Missing required creator property 'displayName' (index 1)");
  }
  const { members: _members, meta: _meta, ...rest } = input;
  const custom = objectAt(input, CUSTOM_GROUP);
  const before = objectAt(previous, CUSTOM_GROUP);
  return compact({
    ...rest,
    id,
    [CUSTOM_GROUP]: compact({
      ...custom,
      // Recorded: without a name the id becomes the name; a PUT without it keeps it.
      name: unchanged('name', custom, before) ?? id,
      additionalId: stringAt(before, 'additionalId') ?? newAdditionalId(),
    }),
    [SAP_GROUP]: sapExtension(objectAt(input, SAP_GROUP), objectAt(previous, SAP_GROUP)),
  });
}

function sapExtension(given: JsonObject | undefined, before: JsonObject | undefined): JsonObject | undefined {
  const kept = IMMUTABLE_IN_SAP.map((name) => [name, unchanged(name, given, before)]);
  const result = compact({ ...given, ...Object.fromEntries(kept) });
  return Object.keys(result).length === 0 ? undefined : result;
}

/** The value of an immutable attribute: what is stored, or else what is given. */
function unchanged(
  name: string,
  given: JsonObject | undefined,
  before: JsonObject | undefined,
): string | undefined {
  const [wanted, stored] = [stringAt(given, name), stringAt(before, name)];
  if (stored !== undefined && wanted !== undefined && wanted !== stored) throw immutable(name);
  return stored ?? wanted;
}
