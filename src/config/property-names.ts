/**
 * Names of properties that nobody reads. Any name is allowed, as transformations may ask for it; one that neither the schemas
 * of the system nor its transformations know does nothing, and is often a misspelling.
 */
import { closest, strangeCharacter } from '../transformation/index.ts';
import { withoutEffect } from './sap-properties.ts';
import { sapOwner } from './sap-property-owner.ts';
import type { PropertyFinding } from './system-properties.ts';

export interface NamesOfSystem {
  /** What the names of the properties of its type begin with: `ias`. */
  readonly prefix: string;
  /** The same of all types that there are. */
  readonly prefixes: ReadonlySet<string>;
  /** Names that mean something to systems of this type; those that end in `.*` stand for all that begin like it. */
  readonly known: readonly string[];
  /** The same of other types, by the type. */
  readonly elsewhere: ReadonlyMap<string, readonly string[]>;
  /** What the transformations ask for; `undefined`: they could not be read. */
  readonly read: ReadonlySet<string> | undefined;
}

export interface UnreadName extends PropertyFinding {
  readonly property: string;
  /** Which name of a property that means something was probably meant. */
  readonly meant?: string;
}

/** @param given properties of the system as text, in the order of the file */
export function unreadNames(
  given: Readonly<Record<string, string | undefined>>,
  system: NamesOfSystem,
): UnreadName[] {
  const { known, elsewhere, read = new Set<string>() } = system;
  const plain = known.filter((name) => !isFamily(name));
  const families = known.filter(isFamily).map((name) => name.slice(0, -2));
  const unset = [...read].filter((name) => !(name in given));
  const exact = new Set([...plain, ...read]);
  const inFamily = (name: string) => families.some((start) => name.startsWith(`${start}.`));

  const judge = (property: string): UnreadName | undefined => {
    if (exact.has(property) || inFamily(property)) return undefined;
    const near = nearby(property, [...plain, ...unset], families);
    const sapType = ofSapType(property, system);
    if (sapType !== undefined) return sapType;
    const meant = near ?? (isDotted(property) ? sameEnding(property, [...plain, ...unset]) : undefined);
    if (meant !== undefined && !isElsewhere(property)) return misspelt(property, meant, meant in given);
    const sap = withoutEffect(property);
    if (sap !== undefined) {
      if (sap.fine === given[property]) return undefined;
      return {
        severity: sap.severity ?? 'warning',
        property,
        message: `has no effect: ${sap.reason}; remove it`,
      };
    }
    return foreign(property) ?? nobodys(property, system);
  };
  const isElsewhere = (name: string) => [...elsewhere.values()].some((names) => names.includes(name));
  const foreign = (property: string): UnreadName | undefined => {
    for (const [type, names] of elsewhere) {
      const other = names.includes(property) ? property : closest(property, names);
      if (other === undefined) continue;
      const own = sameEnding(other, plain);
      const advice = own === undefined ? '; remove it' : `; the one of this type is "${own}"`;
      const what = other === property ? 'it' : `it looks like "${other}", which`;
      return {
        ...warning(property, `has no effect: ${what} belongs to systems of type ${type}${advice}`),
        ...(own === undefined ? {} : { meant: own }),
      };
    }
    return undefined;
  };
  return Object.keys(given).flatMap((property) => judge(property) ?? []);
}

/** @param taken whether the property that was probably meant has a value of its own */
function misspelt(property: string, meant: string, taken: boolean): UnreadName {
  const strange = strangeCharacter(property);
  if (strange !== undefined) {
    const message = `is not known and has no effect: in its name ${strange.message}; write "${meant}"`;
    return { ...warning(property, message), meant };
  }
  const isCase = property.toLowerCase() === meant.toLowerCase();
  const hint = isCase ? `names are case-sensitive, write "${meant}"` : `did you mean "${meant}"?`;
  const message = taken
    ? `is not known and has no effect: it looks like "${meant}", which is set as well; remove it`
    : `is not known and has no effect: ${hint}`;
  return { ...warning(property, message), meant };
}

/** Names like `ips.…` are SAP's or ours: nobody makes up one for a transformation of his own. */
function nobodys(property: string, { known, elsewhere, read }: NamesOfSystem): UnreadName | undefined {
  const firsts = new Set([known, ...elsewhere.values()].flat().filter(isDotted).map(first));
  if (read === undefined) return undefined;
  if (isDotted(property) && firsts.has(first(property).toLowerCase())) {
    return warning(
      property,
      'is not known, no transformation of the system asks for it, and it has no effect; correct its name, or remove it',
    );
  }
  return {
    severity: 'info',
    property,
    message: `has no effect: no transformation of the system asks for it; remove it, or refer to it as %${property}%`,
  };
}

/** Endings of properties are words that some type of system has; with less behind a prefix it may be any name. */
const SAP_PARTS = 2;

function ofSapType(property: string, { prefix, prefixes, known }: NamesOfSystem): UnreadName | undefined {
  const owner = sapOwner(property, prefixes);
  // `ia.user.filter` lacks a letter, whatever type has the prefix `ia`.
  if (owner === undefined || closest(property, known, 1) !== undefined) return undefined;
  const start = `${prefix}.`;
  const endings = known.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
  const ending = closest(owner.rest, endings);
  if (ending === undefined && owner.rest.split('.').length < SAP_PARTS) return undefined;
  const advice = ending === undefined ? '; remove it' : `; the one of this type is "${start}${ending}"`;
  return {
    ...warning(
      property,
      `has no effect: "${owner.prefix}." is what properties of ${owner.title} begin with${advice}`,
    ),
    ...(ending === undefined ? {} : { meant: `${start}${ending}` }),
  };
}

/** @param families beginnings without the dot at the end */
function nearby(name: string, plain: readonly string[], families: readonly string[]): string | undefined {
  const near = closest(name, plain);
  if (near !== undefined) return near;
  for (const family of families) {
    const parts = name.split('.');
    const length = family.split('.').length;
    if (parts.length > length && closest(parts.slice(0, length).join('.'), [family]) !== undefined)
      return [family, ...parts.slice(length)].join('.');
  }
  return undefined;
}

/** The first name that ends like this one, its first part apart, which says whose it is: `cf.user.filter`. */
function sameEnding(name: string, candidates: readonly string[]): string | undefined {
  const ending = name.slice(name.indexOf('.')).toLowerCase();
  if (ending.split('.').length < 3) return undefined;
  return candidates.find((candidate) => candidate.toLowerCase().endsWith(ending));
}

function warning(property: string, message: string): UnreadName {
  return { severity: 'warning', property, message };
}

function isFamily(name: string): boolean {
  return name.endsWith('.*');
}

function isDotted(name: string): boolean {
  return name.includes('.');
}

function first(name: string): string {
  return name.slice(0, name.indexOf('.'));
}
