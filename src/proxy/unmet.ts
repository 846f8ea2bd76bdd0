/** Warnings about what a client asked for and has not got; names only, so that no header holds personal data. */
import { isJsonObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import { isNeverReturned } from '../scim/schema/never-returned.ts';
import { inClientsNames, isOthers, uncarriedPlaces, withoutMeta } from './client-names.ts';
import { attributesAt, differences, type Place } from './differences.ts';
import type { ProxiedEntity } from './entity.ts';
import { namesOf } from './place-names.ts';
import { PlaceSet } from './place-set.ts';
import type { Wish } from './wish.ts';

const NOT_CARRIED = 'Not carried by the write transformation, and so not stored';
/** The backend's own names and addresses of values. */
const DERIVED: ReadonlySet<string> = new Set(['$ref', 'display', 'displayName']);
/** Names in one warning: a header line has no room for more. */
const LONGEST_LIST = 200;
/** RFC 7643 §2.1, with URNs in front. Anything else may be data: `{"bob@example.com": …}`. */
const ATTRIBUTE_NAME = /^(?:urn:[\w.:-]+:)?[A-Za-z$_][\w$-]*(?:\.[\w$-]+)?$/;

/**
 * Warnings about what the entity has not got of the wish, by names only.
 *
 * @param shown the entity as clients see it now
 */
export function unmet(entity: ProxiedEntity, wish: Wish, shown: JsonObject): string[] {
  const { active, asked, removed = [] } = wish;
  const { active: is } = shown;
  const isOther = active !== undefined && typeof is === 'boolean' && is !== active;
  const warnings = isOther ? [`active was asked ${active} and is ${is}`] : [];
  if (entity.settings.uncarriedAttributes === 'ignore') return warnings;
  // Nearly always there is no difference, and nothing else to be looked at.
  const isHidden = active !== undefined && is === undefined;
  const places = differences(asked, shown);
  if (removed.length === 0 && !isHidden && places.every(isOthers)) return warnings;
  const own = withoutMeta(shown);
  const named = inClientsNames(entity, own);
  return [...warnings, ...describe(entity, wish, named, named === own ? places : differences(asked, named))];
}

/** @param differing places that are not shown as they were asked for */
function describe(
  entity: ProxiedEntity,
  wish: Wish,
  shown: JsonObject,
  differing: readonly Place[],
): string[] {
  const { asked, isMeant = () => true, operation } = wish;
  const places = differing.filter((place) => !isOthers(place) && isMeant(place));
  const uncarried = new PlaceSet(
    places.length === 0 || operation === 'patch' ? [] : uncarriedPlaces(entity, asked, operation),
  );
  const lost: Place[] = [];
  const other: Place[] = [];
  for (const place of places) {
    if (uncarried.has(place)) lost.push(place);
    else if (isShown(entity, place)) other.push(place);
  }
  return [
    ...listed(NOT_CARRIED, [
      ...(shown['active'] === undefined ? uncarriedActive(entity, wish) : []),
      ...namesOf(unstored(wish, lost)),
    ]),
    ...listed('Shown otherwise than asked', namesOf(other)),
    ...listed('Not removed', namesOf(notRemoved(wish, shown))),
  ];
}

/** Those of the places whose values went to the backend in no other way: what it has already is repeated. */
function unstored({ asked, sent }: Wish, places: readonly Place[]): readonly Place[] {
  if (sent === undefined || places.length === 0) return places;
  const missing = new PlaceSet(differences(attributesAt(places, asked), sent));
  return places.filter((place) => missing.has(place));
}

/** Of what no mapping carries, that which is known without seeing the entity again. */
export function unmetUnseen(entity: ProxiedEntity, wish: Wish): string[] {
  const { asked, isMeant = () => true, operation } = wish;
  if (entity.settings.uncarriedAttributes === 'ignore' || operation === 'patch') return [];
  const lost = unstored(wish, uncarriedPlaces(entity, asked, operation).filter(isMeant));
  return listed(NOT_CARRIED, [...uncarriedActive(entity, wish), ...namesOf(lost)]);
}

/** Where clients do not see whether the user may log on, they learn at least that it is as it was. */
function uncarriedActive({ write }: ProxiedEntity, { active, operation, sent = {} }: Wish): string[] {
  if (active === undefined || operation === 'patch' || sent['active'] === active) return [];
  return write?.uncarried({ active }, operation).length === 1 ? ['active'] : [];
}

/** What the client took away and is there all the same, though the transformation does not put it there. */
function notRemoved({ asked, before = {}, removed = [], written = {} }: Wish, shown: JsonObject): Place[] {
  if (removed.length === 0) return [];
  const gone = new PlaceSet(differences(before, shown));
  return removed.filter((place) => {
    if (isOthers(place) || isDerived(place) || isFilled(valueAt(written, place))) return false;
    const isSingle = place.every((part) => typeof part === 'string');
    // Not to be the primary value is what every value is by itself (RFC 7643 §2.4).
    if (place.at(-1) === 'primary' && valueAt(before, place) === false) return false;
    if (!isSingle) return !gone.has(place);
    return !isFilled(valueAt(asked, place)) && isFilled(valueAt(shown, place));
  });
}

/** Whether the read transformation would show the place, if the backend had it. */
function isShown({ read }: ProxiedEntity, place: Place): boolean {
  return !isNeverReturned(place) && !isDerived(place) && read.targets(place);
}

function isDerived(place: Place): boolean {
  return place.length > 1 && DERIVED.has(String(place.at(-1)));
}

function valueAt(entity: JsonValue, place: Place): JsonValue | undefined {
  let value: JsonValue | undefined = entity;
  for (const part of place) {
    if (Array.isArray(value)) value = value[Number(part)];
    else value = isJsonObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value ?? undefined;
}

function isFilled(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== '';
}

/** As many warnings as are needed to name all. */
function listed(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const warnings: string[] = [];
  let line: string[] = [];
  const finish = () => {
    if (line.length > 0) warnings.push(`${what}: ${line.join(', ')}`);
    line = [];
  };
  const known = names.filter((name) => ATTRIBUTE_NAME.test(name));
  for (const name of known) {
    if ([...line, name].join(', ').length > LONGEST_LIST) finish();
    line.push(name.slice(0, LONGEST_LIST));
  }
  if (known.length < names.length) line.push(`${names.length - known.length} that are no attribute names`);
  finish();
  return warnings;
}
