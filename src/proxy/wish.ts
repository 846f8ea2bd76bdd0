/** What a client asked for and may not have got, though its request was answered with success. */
import { isJsonObject, type JsonObject } from '../scim/json.ts';
import type { ProxiedEntity } from './entity.ts';
import { differing, namesOf, type Place, uncarriedPlaces, uncarriedWarnings } from './uncarried.ts';

export interface Wish {
  /** Whether the user shall be able to log on; absent where the request does not say. */
  readonly active: boolean | undefined;
  /** The client's entity, in canonical names. */
  readonly input: JsonObject;
  /** Places in it that no mapping takes anywhere. */
  readonly uncarried: readonly Place[];
}

/** @param input the client's entity, in canonical names */
export function wishOf(entity: ProxiedEntity, input: JsonObject, operation: 'create' | 'update'): Wish {
  const tells = entity.settings.uncarriedAttributes === 'warn';
  return {
    active: activeOf(entity, input),
    input,
    uncarried: tells ? uncarriedPlaces(entity, input, operation) : [],
  };
}

/** The last thing that the operations of a normalized PATCH say about `active`. */
export function wishOfPatch(entity: ProxiedEntity, operations: readonly JsonObject[]): Wish {
  let active: boolean | undefined;
  for (const { path, value } of operations) {
    const said = path === undefined && isJsonObject(value) ? value['active'] : path === 'active' && value;
    if (typeof said === 'boolean' && (path === undefined || path === 'active')) active = said;
  }
  return { active: entity.read.entityType === 'user' ? active : undefined, input: {}, uncarried: [] };
}

/** Warnings about what the entity, as clients see it now, does not have of the wish. */
export function unmet({ active, input, uncarried }: Wish, shown: JsonObject): string[] {
  const { active: is } = shown;
  const isOther = active !== undefined && typeof is === 'boolean' && is !== active;
  const lost = differing(uncarried, input, shown).filter(([first]) => !(isOther && first === 'active'));
  return [
    ...(isOther ? [`active was asked ${active} and is ${is}`] : []),
    ...uncarriedWarnings(namesOf(lost)),
  ];
}

function activeOf({ read }: ProxiedEntity, { active }: JsonObject): boolean | undefined {
  return read.entityType === 'user' && typeof active === 'boolean' ? active : undefined;
}
