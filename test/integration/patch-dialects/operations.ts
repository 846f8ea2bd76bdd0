/** One meaning in the ways in which clients in the field write it. */
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { ENTERPRISE } from './people.ts';

export const replace = (path: string, value: JsonValue): JsonObject[] => [{ op: 'replace', path, value }];
export const add = (path: string, value: JsonValue): JsonObject[] => [{ op: 'Add', path, value }];
export const remove = (path: string, value?: JsonValue): JsonObject[] => [
  { op: 'Remove', path, ...(value === undefined ? {} : { value }) },
];
export const whole = (value: JsonObject, op = 'Replace'): JsonObject[] => [{ op, value }];
export const BOOLEANS: readonly JsonValue[] = [
  'False',
  'false',
  'FALSE',
  [false],
  ['False'],
  [{ value: 'False' }],
  { value: false },
];

export const MANAGERS: readonly ((id: string) => JsonObject)[] = [
  (id) => ({ op: 'Add', path: `${ENTERPRISE}:manager`, value: id }),
  (id) => ({ op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: id } }),
  (id) => ({ op: 'replace', path: `${ENTERPRISE}:manager`, value: [{ $ref: null, value: id }] }),
  (id) => ({ op: 'replace', path: `${ENTERPRISE}:manager.value`, value: id }),
  (id) => ({ op: 'replace', path: `${ENTERPRISE}.manager.value`, value: id }),
  (id) => ({ op: 'replace', value: { [`${ENTERPRISE}:manager`]: id } }),
  (id) => ({ op: 'replace', value: { [`${ENTERPRISE}:manager.value`]: id } }),
  (id) => ({ op: 'Add', value: { [ENTERPRISE]: { manager: id } } }),
  (id) => ({ op: 'Add', value: { [ENTERPRISE]: { manager: { value: id, displayName: null, $ref: null } } } }),
  (id) => ({ op: 'Add', path: ENTERPRISE, value: { manager: { value: id } } }),
];

export const DEPARTMENTS: readonly JsonObject[] = [
  { op: 'replace', path: `${ENTERPRISE}:department`, value: 'Sales' },
  { op: 'replace', path: `${ENTERPRISE}.department`, value: 'Sales' },
  { op: 'replace', path: `${ENTERPRISE.toLowerCase()}:DEPARTMENT`, value: ['Sales'] },
  { op: 'Add', value: { [`${ENTERPRISE}:department`]: 'Sales' } },
  { op: 'Add', value: { [`${ENTERPRISE}.department`]: 'Sales' } },
  { op: 'replace', value: { [ENTERPRISE]: { department: 'Sales' } } },
  { op: 'replace', value: { [ENTERPRISE.toUpperCase()]: [{ Department: 'Sales' }] } },
  { op: 'replace', path: ENTERPRISE, value: { department: 'Sales' } },
];

export const ADDED_NUMBERS: readonly JsonObject[] = [
  ...add('phoneNumbers[type eq "mobile"].value', '+49 3'),
  ...add('phoneNumbers[type eq "mobile"]', { value: '+49 3' }),
  ...add('phoneNumbers[type eq "mobile"]', [{ value: '+49 3' }]),
  ...add('PhoneNumbers[Type eq "mobile" and Primary eq "False"].Value', ['+49 3']),
  ...add('phoneNumbers', { type: 'mobile', value: '+49 3' }),
  ...add('phoneNumbers', [
    { type: 'mobile', value: '+49 3' },
    { type: 'work', value: '+49 1' },
  ]),
  ...add('phoneNumbers', [[], null, { type: 'mobile', value: '+49 3' }].slice(1) as JsonValue),
  ...whole({ phoneNumbers: { type: 'mobile', value: '+49 3' } }, 'add'),
  ...whole({ 'phoneNumbers[type eq "mobile"].value': '+49 3' }, 'add'),
];

/** Objects without members say nothing, so that a slip erases nothing. */
export const NOTHING: readonly JsonObject[] = [
  { op: 'replace', path: 'name', value: {} },
  { op: 'add', path: 'name', value: [{}] },
  { op: 'replace', value: { Name: {} } },
  { op: 'replace', path: `${ENTERPRISE}:manager`, value: {} },
  { op: 'replace', value: { [ENTERPRISE]: { manager: {} } } },
  { op: 'replace', path: ENTERPRISE, value: {} },
  { op: 'add', value: { [ENTERPRISE]: {} } },
];

export const REMOVALS: readonly (readonly [JsonObject, readonly string[]])[] = [
  [{ path: 'phoneNumbers', value: [{ value: '+49 1' }] }, ['home +49 2']],
  [{ path: 'phoneNumbers', value: { value: '+49 1', type: 'work' } }, ['home +49 2']],
  [{ path: 'phoneNumbers', value: [{ Type: 'home' }] }, ['work +49 1']],
  [{ path: 'phoneNumbers', value: ['+49 1'] }, ['home +49 2']],
  [{ path: 'phoneNumbers', value: [{ value: '+49 1', type: 'pager' }] }, ['home +49 2', 'work +49 1']],
  [{ path: 'phoneNumbers', value: [{ value: 'absent' }] }, ['home +49 2', 'work +49 1']],
  [{ path: 'phoneNumbers', value: [{ value: 'absent' }, { value: '+49 2' }] }, ['work +49 1']],
  [{ path: 'phoneNumbers', value: [] }, ['home +49 2', 'work +49 1']],
  [{ path: 'phoneNumbers[type eq "pager"]' }, ['home +49 2', 'work +49 1']],
  [{ path: 'phoneNumbers[type eq "home"]' }, ['work +49 1']],
  [{ path: 'phoneNumbers[value eq "+49 1" and type eq "work"]' }, ['home +49 2']],
];
