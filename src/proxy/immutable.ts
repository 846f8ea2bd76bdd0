/**
 * What is fixed once an entity exists: attributes that the write transformation takes to the backend on create only.
 * Asking for another value is refused (RFC 7643 §7, `immutable`); repeating the present one is fine.
 */
import { ScimError } from '../scim/errors.ts';
import type { JsonObject } from '../scim/json.ts';
import { inClientsNames, uncarriedPlaces, withoutMeta } from './client-names.ts';
import type { CurrentEntity } from './current-entity.ts';
import { attributesAt, exactDifferences, type Place } from './differences.ts';
import type { ProxiedEntity } from './entity.ts';
import { namesOf } from './place-names.ts';
import { PlaceSet } from './place-set.ts';

/**
 * @param input the client's entity, in canonical names
 * @throws ScimError 400 `mutability`
 */
export async function refuseFixed(
  entity: ProxiedEntity,
  input: JsonObject,
  current: CurrentEntity,
): Promise<void> {
  const places = fixedPlaces(entity, input).filter((place) => entity.read.targets(place));
  if (places.length === 0) return;
  const view = await current.view();
  // What clients do not see cannot be compared, and is told as not carried.
  if (view === undefined) return;
  // Lists may be long, and nothing in them is fixed.
  const differing = new PlaceSet(
    exactDifferences(attributesAt(places, input), inClientsNames(entity, withoutMeta(view.resource))),
  );
  const changed = namesOf(places.filter((place) => differing.has(place)));
  if (changed.length === 0) return;
  throw new ScimError(
    400,
    `System ${entity.systemId}: ${changed.join(', ')} of a ${entity.read.entityType} is set when it is created and cannot be changed. ` +
      'Nothing was changed; send the present value, or leave it out.',
    { scimType: 'mutability' },
  );
}

/** Places that only a create would carry; values of lists come and go, and are no such thing. */
function fixedPlaces(entity: ProxiedEntity, input: JsonObject): readonly Place[] {
  if (entity.write?.scopes.has('createEntity') !== true) return [];
  const onUpdate = uncarriedPlaces(entity, input, 'update').filter(isSingle);
  if (onUpdate.length === 0) return [];
  const onCreate = new PlaceSet(uncarriedPlaces(entity, input, 'create'));
  return onUpdate.filter((place) => !onCreate.has(place));
}

function isSingle(place: Place): boolean {
  return place.every((part) => typeof part === 'string');
}
