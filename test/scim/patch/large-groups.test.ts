/** Groups of any size (trap 3): work that grows with the product of members and changes would not end in time here. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { GROUP_SCHEMA } from '../../../src/scim/schemas.ts';
import { patch, patchGroup, refusal } from './helpers.ts';

const SIZE = 45_000;
const CHANGES = 30_000;

const id = (index: number) => `0d6f3a44-0000-4000-8000-${String(index).padStart(12, '0')}`;
const members = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ value: id(from + index), type: 'User', display: 'x' }));
const group = { displayName: 'Everybody', members: members(0, SIZE) };

/** What the operations leave, as ids in order. */
function idsAfter(operations: JsonObject[]): unknown[] {
  const { resource } = patch(group, operations, { coreSchema: GROUP_SCHEMA });
  return (resource['members'] as JsonObject[]).map((member) => member['value']);
}

const ids = (from: number, to: number) => members(from, to).map((member) => member.value);

describe('a group of 45,000 members', () => {
  it('takes 30,000 more, of which some are there', () => {
    const value = members(SIZE - 100, SIZE - 100 + CHANGES);
    expect(idsAfter([{ op: 'add', path: 'members', value }])).toEqual(ids(0, SIZE - 100 + CHANGES));
  });

  it('takes 30,000 more, one by one', () => {
    const operations = members(SIZE, SIZE + CHANGES).map((value) => ({
      op: 'add',
      path: 'members',
      value: [value],
    }));
    expect(idsAfter(operations)).toEqual(ids(0, SIZE + CHANGES));
  });

  it('loses 30,000 that one filter names', () => {
    const filter = ids(0, CHANGES).map((value) => `value eq "${value}"`);
    expect(idsAfter([{ op: 'remove', path: `members[${filter.join(' or ')}]` }])).toEqual(ids(CHANGES, SIZE));
  });

  it('loses 30,000 that a filter on the name names with them', () => {
    const filter = ids(0, CHANGES).map((value) => `value eq "${value}"`);
    const path = `members[${filter.join(' OR ')} or display eq "y"]`;
    expect(idsAfter([{ op: 'remove', path }])).toEqual(ids(CHANGES, SIZE));
  });

  it('loses 30,000 that a value lists', () => {
    const value = ids(0, CHANGES).map((member) => ({ value: member }));
    expect(idsAfter([{ op: 'remove', path: 'members', value }])).toEqual(ids(CHANGES, SIZE));
  });

  it('loses and takes 30,000, one by one and in turns', () => {
    const operations = Array.from({ length: CHANGES }, (_, index) => [
      { op: 'remove', path: `members[value eq "${id(index)}"]` },
      { op: 'add', path: 'members', value: [{ value: id(SIZE + index) }] },
    ]);
    expect(idsAfter(operations.flat())).toEqual(ids(CHANGES, SIZE + CHANGES));
  });

  it('is replaced by itself and some more', () => {
    const value = ids(0, SIZE).map((member) => ({ value: member }));
    expect(patchGroup(group, { op: 'replace', path: 'members', value: value.toReversed() }).changed).toBe(
      false,
    );
    const { resource } = patchGroup(group, {
      op: 'replace',
      path: 'members',
      value: [...value, { value: 'new' }],
    });
    expect(resource['members']).toEqual([...group.members, { value: 'new' }]);
  });

  it('takes many filters that need a search', () => {
    const operations = Array.from({ length: 40 }, (_, index) => ({
      op: 'remove',
      path: `members[value sw "${id(index)}" and type eq "User"]`,
    }));
    expect(idsAfter(operations)).toEqual(ids(40, SIZE));
  });

  it('is left alone by a filter that cannot be read behind 30,000 values', () => {
    const filter = ids(0, CHANGES).map((value) => `value eq "${value}"`);
    const call = () => patchGroup(group, { op: 'remove', path: `members[${filter.join(' or ')} or value]` });
    expect(refusal(call)).toMatch(/^400 invalidFilter Operations\[0\]: /);
  });
});
