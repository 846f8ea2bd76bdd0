/**
 * SCIM filters in the dialect of the UAA: `eq co sw pr gt ge lt le`, `and`, `or`, parentheses. It knows no `ne`, `ew`,
 * `not` and no value paths, names some attributes differently, compares texts without regard to case, and wants times
 * with milliseconds. `co` and `sw` are LIKE in SQL, with its wildcards.
 */
import { printAttributePath } from '../../scim/attribute-path.ts';
import { ScimError } from '../../scim/errors.ts';
import type { AttributePath, ComparisonOperator, ComparisonValue, Filter } from '../../scim/filter-ast.ts';
import { GROUP_SCHEMA, USER_SCHEMA } from '../../scim/schemas.ts';
import { isStorable } from './storable.ts';

type Column = { readonly name: string; readonly kind: 'text' | 'boolean' | 'time' | 'number' };

const text = (name: string): Column => ({ name, kind: 'text' });

/** What can be compared of one kind of entity. */
interface Table {
  readonly schema: string;
  /** By attribute in lower case. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Some of its attributes, for messages. */
  readonly examples: string;
}

const TIMES_AND_VERSION: readonly (readonly [string, Column])[] = [
  ['meta.created', { name: 'meta.created', kind: 'time' }],
  ['meta.lastmodified', { name: 'meta.lastModified', kind: 'time' }],
  ['meta.version', { name: 'meta.version', kind: 'number' }],
];

/** The UAA keeps one e-mail and one phone number, so `[0]` means any. */
const USER_COLUMNS: Table['columns'] = new Map([
  ['id', text('id')],
  ['username', text('userName')],
  ...['email', 'emails', 'emails.value'].map((name) => [name, text('emails.value')] as const),
  ...['givenname', 'name.givenname'].map((name) => [name, text('givenName')] as const),
  ...['familyname', 'name.familyname'].map((name) => [name, text('familyName')] as const),
  ...['phonenumber', 'phonenumbers', 'phonenumbers.value'].map(
    (name) => [name, text('phoneNumbers.value')] as const,
  ),
  ['externalid', text('external_id')],
  ['origin', text('origin')],
  ['zoneid', text('identity_zone_id')],
  ['active', { name: 'active', kind: 'boolean' }],
  ['verified', { name: 'verified', kind: 'boolean' }],
  ...TIMES_AND_VERSION,
]);

const USERS: Table = {
  schema: USER_SCHEMA,
  columns: USER_COLUMNS,
  examples: 'userName, emails.value, name.familyName, externalId, active, id and meta.lastModified',
};

const GROUPS: Table = {
  schema: GROUP_SCHEMA,
  columns: new Map([
    ...['id', 'description'].map((name) => [name, text(name)] as const),
    ['displayname', text('displayName')],
    ['zoneid', text('identity_zone_id')],
    ...TIMES_AND_VERSION,
  ]),
  examples: 'displayName, description, id and meta.lastModified',
};

const ANY: readonly ComparisonOperator[] = ['eq', 'gt', 'ge', 'lt', 'le'];
const OPERATORS: Readonly<Record<Column['kind'], readonly ComparisonOperator[]>> = {
  text: [...ANY, 'co', 'sw'],
  boolean: ['eq'],
  time: ANY,
  number: ANY,
};
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
/** What the UAA takes for a time wherever it stands: its parser is lenient, and looks at no more than the beginning. */
const TAKEN_FOR_TIME = /^\s*\d+-\d+-\d+T\d+:\d+:\d+\.\d+Z/;
/** Wildcards of LIKE, and the character that takes their meaning away in PostgreSQL and MySQL. */
const WILDCARDS = /[\\%_]/g;

/** Of users. @throws ScimError 400 `invalidFilter` for what the UAA cannot be asked */
export function uaaFilter(filter: Filter): string {
  return printed(filter, USERS);
}

/** Of groups, likewise. */
export function uaaGroupFilter(filter: Filter): string {
  return printed(filter, GROUPS);
}

function printed(filter: Filter, table: Table): string {
  const impossible = (reason: string) => notAsked(reason, table);
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.map((operand) => `(${printed(operand, table)})`).join(` ${filter.kind} `);
    case 'present':
      return `${columnOf(filter.path, table).name} pr`;
    case 'compare': {
      const column = columnOf(filter.path, table);
      return `${column.name} ${filter.operator} ${valueFor(column, filter.operator, filter.value, impossible)}`;
    }
    case 'not':
      throw impossible('it knows no "not"');
    case 'valuePath':
      throw impossible('it knows no value paths with [ ]; write emails.value eq "…"');
  }
}

/** Whether no user can be found by this text, whoever has it. */
export function isTakenForTime(value: string): boolean {
  return TAKEN_FOR_TIME.test(value);
}

/** All users but this one. The UAA has no `ne`. */
export function allBut(id: string): string {
  const quoted = JSON.stringify(id);
  return `id lt ${quoted} or id gt ${quoted}`;
}

export function equals(column: 'id' | 'origin' | 'userName', value: string): string {
  return `${column} eq ${JSON.stringify(value)}`;
}

/** One of these values. */
export function anyOf(column: 'id' | 'origin', values: readonly string[]): string {
  return values.map((value) => equals(column, value)).join(' or ');
}

/** Each in its own parentheses. */
export function conjunction(parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined)
    .map((part) => `(${part})`)
    .join(' and ');
}

function columnOf(path: AttributePath, table: Table): Column {
  const { index = 0, schema } = path;
  const name = printAttributePath({ attribute: path.attribute, subAttribute: path.subAttribute });
  const known = schema === undefined || schema.toLowerCase() === table.schema.toLowerCase();
  const column = known && index === 0 ? table.columns.get(name.toLowerCase()) : undefined;
  if (column === undefined) {
    throw notAsked(`it has no attribute ${printAttributePath(path)} in filters`, table);
  }
  return column;
}

type Impossible = (reason: string) => ScimError;

function valueFor(
  column: Column,
  operator: ComparisonOperator,
  value: ComparisonValue,
  impossible: Impossible,
): string {
  const { name, kind } = column;
  if (!OPERATORS[kind].includes(operator)) throw impossible(`"${operator}" is not possible for ${name}`);
  switch (kind) {
    case 'text':
      if (typeof value !== 'string') throw impossible(`${name} is compared with text in double quotes`);
      return textValue(name, operator, value, impossible);
    case 'boolean':
      if (typeof value === 'boolean') return String(value);
      throw impossible(`${name} is compared with true or false`);
    case 'number':
      if (Number.isSafeInteger(Number(value)) && value !== null && value !== '') return String(Number(value));
      throw impossible(`${name} is compared with a whole number`);
    case 'time': {
      const time = typeof value === 'string' && DATE_TIME.test(value) ? Date.parse(value) : Number.NaN;
      if (!Number.isNaN(time)) return JSON.stringify(new Date(time).toISOString());
      throw impossible(`${name} is compared with a date and time such as "2024-02-14T04:42:34Z"`);
    }
  }
}

function textValue(
  name: string,
  operator: ComparisonOperator,
  value: string,
  impossible: Impossible,
): string {
  if (!isStorable(value)) {
    throw impossible(
      `no ${name} has a character such as NUL or half of a surrogate pair, which its database cannot store`,
    );
  }
  if (isTakenForTime(value)) {
    throw impossible(`a text that begins like a time is a time to it, so that it would find no ${name}`);
  }
  const isPattern = operator === 'co' || operator === 'sw';
  return JSON.stringify(isPattern ? value.replace(WILDCARDS, '\\$&') : value);
}

function notAsked(reason: string, { examples }: Table): ScimError {
  const detail =
    `The UAA cannot be asked this filter: ${reason}. Possible are eq, co, sw, pr, gt, ge, lt, le, and, or on attributes such as ` +
    `${examples}.`;
  return new ScimError(400, detail, { scimType: 'invalidFilter' });
}
