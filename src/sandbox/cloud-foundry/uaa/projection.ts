import { scimError } from './errors.ts';

/** Every attribute of a resource, each with what gives its value; `undefined` means that there is none. */
export type Attributes<T> = Readonly<Record<string, (row: T) => unknown>>;

/** All attributes that have a value. */
export function present<T>(row: T, attributes: Attributes<T>): Record<string, unknown> {
  const values = Object.entries(attributes).map(([name, read]) => [name, read(row)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/**
 * What turns rows into JSON: all attributes that have a value, or exactly those asked for, flat and with `null`
 * where there is no value.
 *
 * @param wanted comma list of attributes or paths such as `emails.value`
 * @throws UaaError 400 for an attribute or path there is not
 */
export function projector<T>(
  attributes: Attributes<T>,
  wanted: string | undefined,
): (row: T) => Record<string, unknown> {
  if (wanted === undefined) return (row) => present(row, attributes);
  const readers = wanted.split(',').map((text) => {
    const path = text.trim();
    const read = reader(attributes, path);
    if (read === undefined) throw scimError(400, 'scim', `Invalid attributes: [${wanted}]`);
    return [path, read] as const;
  });
  return (row) => Object.fromEntries(readers.map(([path, read]) => [path, read(row) ?? null]));
}

function reader<T>(attributes: Attributes<T>, path: string): ((row: T) => unknown) | undefined {
  const [attribute = '', member, ...rest] = path.split('.');
  const read = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
  if (read === undefined || member === undefined) return read;
  if (rest.length > 0 || !MEMBERS[attribute]?.includes(member)) return undefined;
  return (row) => {
    const value = read(row);
    return Array.isArray(value) ? value.map((element) => memberOf(element, member)) : memberOf(value, member);
  };
}

function memberOf(value: unknown, member: string): unknown {
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).find(([name]) => name === member)?.[1] ?? null;
}

const MEMBERS: Readonly<Partial<Record<string, readonly string[]>>> = {
  name: ['givenName', 'familyName', 'formatted', 'middleName', 'honorificPrefix', 'honorificSuffix'],
  emails: ['value', 'primary', 'type'],
  phoneNumbers: ['value', 'type'],
  groups: ['value', 'display', 'type'],
  members: ['value', 'type', 'origin'],
  meta: ['version', 'created', 'lastModified'],
};
