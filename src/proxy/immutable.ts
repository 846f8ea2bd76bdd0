/**
 * What is fixed once an entity exists: attributes that the write transformation takes to the backend on create only.
 * Asking for another value is refused (RFC 7643 §7, `immutable`); repeating the present one is fine.
 */
import { ScimError } from '../scim/errors.ts';
import type { JsonObject } from '../scim/json.ts';
import type { CurrentEntity } from './current-entity.ts';
import { differences, type Place } from './differences.ts';
import type { ProxiedEntity } from './entity.ts';
import { namesOf } from './place-names.ts';
import { uncarriedPlaces } from './wish.ts';

/** Places of the input that only a create would carry; values of lists come and go, and are no such thing. */
export function fixedPlaces(entity: ProxiedEntity, input: JsonObject): readonly Place[] {
  if (entity.write?.scopes.has('createEntity') !== true) return [];
  const onUpdate = uncarriedPlaces(entity, input, 'update').filter(isSingle);
  if (onUpdate.length === 0) return [];
  const onCreate = uncarriedPlaces(entity, input, 'create');
  return onUpdate.filter((place) => !onCreate.some((other) => isSame(place, other)));
}

function isSame(place: Place, other: Place): boolean {
  return place.length === other.length && place.every((part, index) => part === other[index]);
}

function isSingle(place: Place): boolean {
  return place.every((part) => typeof part === 'string');
}

/** @throws ScimError 400 `mutability` */
export async function refuseFixed(
  entity: ProxiedEntity,
  places: readonly Place[],
  input: JsonObject,
  current: CurrentEntity,
): Promise<void> {
  if (places.length === 0) return;
  const view = await current.view();
  // What clients do not see cannot be compared, and is told as not carried.
  if (view === undefined) return;
  const shown = places.filter((place) => entity.read.targets(place));
  const differing = differences(input, view.resource);
  const changed = namesOf(shown.filter((place) => differing.some((other) => isSame(place, other))));
  if (changed.length === 0) return;
  throw new ScimError(
    400,
    `System ${entity.systemId}: ${changed.join(', ')} of a ${entity.read.entityType} is set when it is created and cannot be changed. ` +
      'Nothing was changed; send the present value, or leave it out.',
    { scimType: 'mutability' },
  );
}
