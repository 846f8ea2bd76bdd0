import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { createVocabulary } from '../../../../src/scim/names/vocabulary.ts';
import { schemasOf } from '../../../../src/scim/schema/known.ts';
import { refusal } from '../helpers.ts';
import { add, GROUP, ID, normalized, operations, remove, replace, USER } from './support.ts';

describe('read-only attributes', () => {
  it.each<JsonObject>([
    replace('id', ID),
    add('ID', [ID]),
    replace('schemas', ['urn:x']),
    replace('schemas', 'urn:x'),
    add('schemas', []),
    { op: 'replace', value: { id: ID, Schemas: ['urn:x'] } },
  ])('that say nothing new are left out: %j', (operation) => {
    expect(operations(USER, operation)).toEqual([]);
  });

  it.each<[JsonObject, string]>([
    [replace('id', 'other'), 'mutability Operations[0]: id is read-only; leave it out.'],
    [replace('id', [ID, ID]), 'mutability Operations[0]: id is read-only; leave it out.'],
    [replace('id', null), 'mutability Operations[0]: id is read-only; leave it out.'],
    [replace('id.part', ID), 'mutability Operations[0]: id is read-only; leave it out.'],
    [replace('id[value eq "x"]', ID), 'mutability Operations[0]: id is read-only; leave it out.'],
    [replace('meta[version eq "x"]', 'x'), 'mutability Operations[0]: meta is read-only; leave it out.'],
    [
      replace('schemas', null),
      'mutability Operations[0]: schemas follows from the attributes; remove the extension itself.',
    ],
    [
      replace('schemas.x', ['urn:x']),
      'mutability Operations[0]: schemas follows from the attributes; remove the extension itself.',
    ],
    [
      replace('schemas[value eq "x"]', ['urn:x']),
      'mutability Operations[0]: schemas follows from the attributes; remove the extension itself.',
    ],
    [replace('schemas', ['urn:x', 1]), 'invalidValue Operations[0]: schemas must be a list of URNs.'],
    [replace('schemas', {}), 'invalidValue Operations[0]: schemas must be a list of URNs.'],
  ])('that say something else are refused: %j', (operation, message) => {
    expect(refusal(() => normalized(USER, operation))).toBe(`400 ${message}`);
  });

  it('are read-only in the spelling of the transformation, too', () => {
    const vocabulary = createVocabulary(schemasOf('user'), [['ID'], ['Meta', 'Version'], ['Schemas']]);
    expect(operations(vocabulary, replace('id', ID), replace('schemas', ['urn:x']))).toEqual([]);
    expect(normalized(vocabulary, replace('meta.version', '3')).steps).toEqual([
      {
        operation: replace('Meta.Version', '3'),
        needs: { kind: 'meta', subAttribute: 'Version', value: '3' },
        index: 0,
      },
    ]);
    expect(refusal(() => normalized(vocabulary, replace('id', 'other')))).toContain('400 mutability');
  });

  it('that only the resource tells are compared with it', () => {
    expect(
      normalized(USER, replace('META.Version', '3'), { op: 'add', value: { Meta: { version: '3' } } }).steps,
    ).toEqual([
      {
        operation: replace('meta.version', '3'),
        needs: { kind: 'meta', subAttribute: 'version', value: '3' },
        index: 0,
      },
      {
        operation: add('meta', { version: '3' }),
        needs: { kind: 'meta', subAttribute: undefined, value: { version: '3' } },
        index: 1,
      },
    ]);
  });
});

describe('members of a group in paths', () => {
  it.each<JsonObject>([
    add('members[value eq "a"]', { display: 'x' }),
    replace('members[value eq "a"].display', 'x'),
    add('members.value', 'a'),
    add('members.value', ['a', 'b']),
    replace('members.display', null),
  ])('are handed on: %j', (operation) => {
    const [sent] = operations(GROUP, operation);
    expect(sent).toEqual(operation['value'] === null ? remove('members.display') : operation);
  });

  it.each<JsonObject>([
    add('members.value', []),
    add('members.value', ' '),
    add('members.value', ['a', '']),
    add('members.value', null),
    replace('members[value eq "a"].value', ''),
    replace('members[value eq ""]', { display: 'x' }),
    replace('members[value eq "a" or value eq " "].display', 'x'),
    replace('members[value eq "a"]', null),
  ])('have ids: %j', (operation) => {
    expect(refusal(() => normalized(GROUP, operation))).toContain(
      '400 invalidValue Operations[0]: A member needs a value',
    );
  });
});
