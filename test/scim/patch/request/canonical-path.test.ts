import { describe, expect, it } from 'vitest';
import { createVocabulary, type Vocabulary } from '../../../../src/scim/names/vocabulary.ts';
import { schemasOf } from '../../../../src/scim/schema/known.ts';
import { refusal } from '../helpers.ts';
import { ACME, CORE, ENTERPRISE, GROUP, OWN, operations, ROLE, replace, SAP, USER } from './support.ts';

/** What becomes of the path; the value is of no importance. */
function pathOf(path: string, vocabulary: Vocabulary = USER): unknown {
  const [operation, ...more] = operations(vocabulary, replace(path, 'x'));
  expect(more).toEqual([]);
  return operation?.['path'];
}

describe('paths are spelled as the schemas have them', () => {
  it.each([
    ['NICKNAME', 'nickName'],
    ['nickName', 'nickName'],
    ['Name.GIVENNAME', 'name.givenName'],
    ['Emails.VALUE', 'emails.value'],
    ['emails.$REF', 'emails.$ref'],
    [`${CORE}:NickName`, 'nickName'],
    [`${CORE.toLowerCase()}:name.givenname`, 'name.givenName'],
    [`${ENTERPRISE.toUpperCase()}:DEPARTMENT`, `${ENTERPRISE}:department`],
    [`${ENTERPRISE}.Department`, `${ENTERPRISE}:department`],
    [`${ENTERPRISE}.Manager.VALUE`, `${ENTERPRISE}:manager.value`],
    [`${SAP}:Emails[TYPE eq "work"].VERIFIEDTIME`, `${SAP}:emails[type eq "work"].verifiedTime`],
  ])('%s → %s', (given, expected) => {
    expect(pathOf(given)).toBe(expected);
  });

  it.each([
    ['shoeSize', 'shoeSize'],
    ['shoeSize.EU', 'shoeSize.EU'],
    ['name.Nick', 'name.Nick'],
    [`${ENTERPRISE.toLowerCase()}:Floor.Door`, `${ENTERPRISE}:Floor.Door`],
    [`${ACME}:userName`, `${ACME}:userName`],
    ['shoes[Type eq "True" and PRIMARY eq "true"].Size', 'shoes[Type eq "True" and PRIMARY eq "true"].Size'],
  ])('and otherwise left alone: %s', (given, expected) => {
    expect(pathOf(given)).toBe(expected);
  });

  it.each([
    ['username', 'UserName'],
    ['EMAILS[DISPLAY eq "x"].display', 'emails[Display eq "x"].Display'],
    ['Badges[number eq 1].NUMBER', 'badges[Number eq 1].Number'],
    [`${ACME.toUpperCase()}:FLOOR`, `${ACME}:Floor`],
  ])('but those of the transformation win: %s → %s', (given, expected) => {
    expect(pathOf(given, OWN)).toBe(expected);
  });
});

describe('filters in paths', () => {
  it.each([
    ['TYPE eq "work"', 'type eq "work"'],
    [
      'TYPE eq "work" and VALUE co "x" and Primary eq true',
      'type eq "work" and value co "x" and primary eq true',
    ],
    ['type eq "work" or VALUE eq "x"', 'type eq "work" or value eq "x"'],
    ['VALUE eq "x" or type eq "work"', 'value eq "x" or type eq "work"'],
    ['not (TYPE pr)', 'not (type pr)'],
    ['TYPE eq "a" and (VALUE eq "b" or DISPLAY pr)', 'type eq "a" and (value eq "b" or display pr)'],
    ['primary eq "True"', 'primary eq true'],
    ['PRIMARY ne "false"', 'primary ne false'],
    ['primary eq "perhaps"', 'primary eq "perhaps"'],
    ['primary eq true', 'primary eq true'],
    ['type eq "True"', 'type eq "True"'],
    ['Shade eq "True"', 'Shade eq "True"'],
    ['Shade pr', 'Shade pr'],
    ['TYPE.Sub eq "a" or DISPLAY.Sub pr', 'type.Sub eq "a" or display.Sub pr'],
    [`${ACME}:TYPE eq "a"`, `${ACME}:TYPE eq "a"`],
  ])('have names, and booleans that came as text: [%s] → [%s]', (given, expected) => {
    expect(pathOf(`emails[${given}].value`)).toBe(`emails[${expected}].value`);
  });

  it('are parsed again where they changed, so that they match what they say', () => {
    const path = 'emails[PRIMARY eq "True" or VALUE eq "x"].display';
    const operation = { op: 'add', path, value: 'd' };
    expect(operations(USER, operation)).toEqual([
      { op: 'add', path: 'emails[primary eq true or value eq "x"].display', value: 'd' },
    ]);
  });

  it.each([
    ['emails[type eq]', '400 invalidFilter'],
    ['emails[0].value', '400 invalidPath'],
    ['emails[type eq "work"]value', '400 invalidPath'],
    ['a b', '400 invalidPath'],
  ])('and paths that cannot be read are refused: %s', (given, expected) => {
    expect(refusal(() => operations(USER, replace(given, 'x')))).toContain(expected);
  });
});

describe('what a path leads to', () => {
  it.each<[string, string, Vocabulary]>([
    ['members of a group', 'members', GROUP],
    ['in another spelling', 'Members', GROUP],
    [
      'in the spelling of the transformation',
      'members',
      createVocabulary(schemasOf('group'), [['Members', 'value']]),
    ],
    ['by its core schema', 'urn:ietf:params:scim:schemas:core:2.0:Group:members', GROUP],
  ])('%s have to be usable', (_, path, vocabulary) => {
    expect(refusal(() => operations(vocabulary, replace(path, [{}])))).toContain('400 invalidValue');
  });

  it.each<[string, string, Vocabulary]>([
    ['of users', 'members', USER],
    ['of a custom type', 'members', ROLE],
    ['of an extension of groups', `${ACME}:members`, GROUP],
    ['that are parts', 'things.members', GROUP],
  ])('members %s are another matter', (_, path, vocabulary) => {
    expect(operations(vocabulary, replace(path, [{}]))).toEqual([replace(path, [{}])]);
  });

  it.each([
    ['active', '400 invalidValue Operations[0]: active cannot be removed'],
    ['ACTIVE', '400 invalidValue Operations[0]: active cannot be removed'],
  ])('%s cannot be emptied', (path, expected) => {
    expect(refusal(() => operations(USER, replace(path, null)))).toContain(expected);
    expect(refusal(() => operations(USER, { op: 'remove', path }))).toContain(expected);
  });

  it('nor active in the spelling of the transformation', () => {
    const vocabulary = createVocabulary(schemasOf('user'), [['Active']]);
    expect(refusal(() => operations(vocabulary, replace('active', null)))).toContain(
      'active cannot be removed',
    );
  });

  it.each([`${ACME}:active`, 'things.active'])('%s can', (path) => {
    expect(operations(USER, { op: 'remove', path })).toEqual([{ op: 'remove', path }]);
  });

  it.each([`${ACME}:id`, `${ACME}:meta`, 'things.id', 'name.schemas'])('%s is not read-only', (path) => {
    expect(operations(USER, replace(path, 'x'))).toEqual([replace(path, 'x')]);
  });
});
