/** What a backend would drop from a list of members, and so empty the group: cases R6 and R7. */
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';

export const UNUSABLE_MEMBERS: readonly JsonValue[] = [
  {},
  { value: '' },
  { value: null },
  { value: ' \t\n' },
  { value: 5 },
  { value: ['a'] },
  { value: { value: 'a' } },
  { VALUE: '' },
  { value: '', Value: 'a' },
  { display: 'a' },
  '',
  '  ',
  null,
  5,
  true,
  ['a'],
];

/** Values of members that are refused as a whole: what stands for nothing, a bad one alone, and one among good ones. */
export function unusableValues(good: string): readonly JsonValue[] {
  return [
    null,
    ...UNUSABLE_MEMBERS.filter((member) => !Array.isArray(member)),
    ...UNUSABLE_MEMBERS.flatMap((member) => [[member], [{ value: good }, member]]),
  ];
}

/** PATCH operations that name such members, or none at all where they have to. */
export function unusableOperations(good: string): readonly JsonObject[] {
  const core = 'urn:ietf:params:scim:schemas:core:2.0:Group';
  return [
    ...unusableValues(good).flatMap((value) => [
      ...['add', 'replace', 'remove'].map((op) => ({ op, path: 'members', value })),
      { op: 'Replace', path: `${core}:Members`, value },
      { op: 'replace', value: { members: value } },
      { op: 'add', value: { [`${core}:members`]: value } },
    ]),
    { op: 'add', path: 'members' },
    { op: 'replace', path: 'members' },
    { op: 'remove', path: 'members[value eq ""]' },
    { op: 'remove', path: 'Members[VALUE eq "  "]' },
    { op: 'remove', path: `members[value eq "${good}" or value eq ""]` },
    { op: 'remove', path: 'members[value eq null]' },
    { op: 'remove', path: 'members[value co ""]' },
    { op: 'remove', path: 'members[not (value eq "")]' },
    { op: 'remove', path: `${core}:members[value eq ""]` },
  ];
}
