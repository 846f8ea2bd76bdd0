import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';
import { normalizePatch, patchBody } from '../../../../src/scim/patch/index.ts';
import { PATCH_OP_SCHEMA } from '../../../../src/scim/schemas.ts';
import { refusal } from '../helpers.ts';
import {
  ACME,
  add,
  CORE,
  ENTERPRISE,
  GROUP,
  ID,
  normalized,
  OWN,
  operations,
  ROLE,
  remove,
  replace,
  USER,
} from './support.ts';

const ACTIVE =
  'active cannot be removed, since nothing says whether the user may log on then; replace it by true or false.';

describe('a request', () => {
  it('keeps the schemas that the client named, else gets the one of RFC 7644', () => {
    const Operations = [replace('title', 'x')];
    const target = { vocabulary: USER, id: ID };
    const schemasOf = (body: JsonObject) => normalizePatch({ ...body, Operations }, target).schemas;
    expect(schemasOf({ Schemas: ['urn:x'] })).toEqual(['urn:x']);
    expect([{}, { schemas: [] }, { schemas: 'urn:x' }, { schemas: null }].map(schemasOf)).toEqual(
      Array(4).fill([PATCH_OP_SCHEMA]),
    );
  });

  it('becomes one that applyPatch takes', () => {
    const patch = normalizePatch(
      { operations: [{ OP: 'Replace', Path: 'TITLE', VALUE: 'x' }] },
      { vocabulary: USER, id: ID },
    );
    expect(patchBody(patch)).toEqual({ schemas: [PATCH_OP_SCHEMA], Operations: [replace('title', 'x')] });
  });

  it('has its operations in order, and its refusals say which one', () => {
    expect(operations(USER, replace('title', 'x'), remove('title'), add('title', 'y'))).toEqual([
      replace('title', 'x'),
      remove('title'),
      add('title', 'y'),
    ]);
    const wrong = () =>
      normalized(USER, replace('title', 'x'), { op: 'replace', value: { id: ID } }, replace('id', 'other'));
    expect(refusal(wrong)).toBe('400 mutability Operations[2]: id is read-only; leave it out.');
  });

  it.each<[JsonValue, string]>([
    [
      { op: 'replace', value: 'x' },
      'invalidValue Operations[0]: without a path, the value must be an object of attributes.',
    ],
    [
      { op: 'add', value: [{ title: 'x' }, {}] },
      'invalidValue Operations[0]: without a path, the value must be an object of attributes.',
    ],
    [
      { op: 'replace', value: null },
      'invalidValue Operations[0]: without a path, the value must be an object of attributes.',
    ],
    [{ op: 'add', path: 'title' }, 'invalidValue Operations[0]: add needs a value.'],
    [{ op: 'move', path: 'title' }, 'invalidSyntax Operations[0]: op must be add, replace or remove.'],
    [{ op: 'remove' }, 'noTarget Operations[0]: remove needs a path that says what to remove.'],
  ])('is refused: %j', (operation, message) => {
    expect(refusal(() => normalized(USER, operation))).toBe(`400 ${message}`);
  });
});

describe('names of the request itself', () => {
  it.each<[JsonObject, string]>([
    [{ Operations: [replace('title', 'x')], operations: [] }, 'Operations and operations'],
    [{ Operations: [{ ...replace('title', 'x'), OP: 'remove' }] }, 'op and OP'],
    [{ Operations: [{ ...replace('title', 'x'), Value: 'y' }] }, 'value and Value'],
  ])('are there once: %j', (body, twice) => {
    expect(refusal(() => normalizePatch(body, { vocabulary: USER, id: ID }))).toContain(`twice: ${twice}.`);
  });
});

describe('what RFC 7643 requires', () => {
  const removed =
    'mutability Operations[0]: userName is required, so it cannot be removed; replace it by another value.';
  const emptied =
    'invalidValue Operations[0]: userName is required, so it cannot be empty; replace it by another value.';

  it.each<[JsonObject, string]>([
    [{ op: 'remove', path: 'USERNAME' }, removed],
    [{ op: 'remove', path: `${CORE}:userName`, value: 'ada' }, removed],
    [replace('userName', null), removed],
    [replace('userName', []), removed],
    [{ op: 'add', value: { userName: null } }, removed],
    [replace('userName', ''), emptied],
    [{ op: 'replace', value: { userName: '' } }, emptied],
    [{ op: 'replace', value: { userName: '', title: 'Dr' } }, emptied],
  ])('is neither removed nor emptied: %j', (operation, message) => {
    expect(refusal(() => operations(USER, operation))).toBe(`400 ${message}`);
  });

  it('is that of groups, too, and nobody else’s', () => {
    expect(refusal(() => operations(GROUP, { op: 'remove', path: 'displayName' }))).toContain(
      '400 mutability',
    );
    for (const [vocabulary, path] of [
      [USER, 'displayName'],
      [USER, `${ACME}:userName`],
      [ROLE, 'userName'],
    ] as const) {
      expect(operations(vocabulary, { op: 'remove', path })).toEqual([{ op: 'remove', path }]);
      expect(operations(vocabulary, replace(path, ''))).toEqual([replace(path, '')]);
    }
  });
});

describe('active', () => {
  it.each(['active.x', 'active[value eq true]', 'ACTIVE[value eq true].x'])(
    'is a simple value: %s',
    (path) => {
      expect(refusal(() => normalized(USER, replace(path, true)))).toBe(
        '400 invalidPath Operations[0]: active is a simple value: it has neither sub-attributes nor a list of values.',
      );
    },
  );
});

describe('without a path', () => {
  it('a list of one object is that object', () => {
    expect(operations(USER, { op: 'add', value: [{ TITLE: 'x' }] })).toEqual([
      { op: 'add', value: { title: 'x' } },
    ]);
  });
});

describe('values', () => {
  it.each<[JsonObject, JsonObject[]]>([
    [replace('active', 'False'), [replace('active', false)]],
    [replace('title', [{ value: 'x' }]), [replace('title', 'x')]],
    [add('emails', { VALUE: 'x' }), [add('emails', [{ value: 'x' }])]],
    [add(`${ENTERPRISE}.manager`, 'm'), [add(`${ENTERPRISE}:manager`, { value: 'm' })]],
    [
      replace('name', { GIVENNAME: 'x', familyName: null }),
      [replace('name', { givenName: 'x' }), remove('name.familyName')],
    ],
    [add('name', { familyName: null }), [remove('name.familyName')]],
    [replace('name', {}), []],
    [replace('emails', []), [replace('emails', [])]],
    [replace('things', { a: null, b: 1 }), [replace('things', { b: 1 }), remove('things.a')]],
    [replace('things.part', { a: null, b: 1 }), [replace('things.part', { b: 1 })]],
    [replace('things.part', { a: null }), []],
    [add('things[a eq 1]', { a: null, b: 1 }), [add('things[a eq 1]', { b: 1 }), remove('things[a eq 1].a')]],
    [replace('things', ['x', null]), [replace('things', ['x', null])]],
    [replace('things', [{ a: null }]), [replace('things', [{ a: null }])]],
  ])('have the shape of their attribute: %j', (given, expected) => {
    expect(operations(USER, given)).toEqual(expected);
  });

  it('have the names of the transformation', () => {
    expect(operations(OWN, replace('emails', { DISPLAY: 'd' }), replace('badges', { NUMBER: 1 }))).toEqual([
      replace('emails', [{ Display: 'd' }]),
      replace('badges', { Number: 1 }),
    ]);
    expect(
      refusal(() => normalized(USER, replace('emails[type eq "work"]', { value: 'x', Value: 'y' }))),
    ).toContain(
      '400 invalidSyntax Operations[0]: The same attribute is there twice in emails[type eq "work"]: value and Value.',
    );
  });

  it.each<[JsonObject, JsonObject[]]>([
    [replace('title', null), [remove('title')]],
    [add('title', null), [remove('title')]],
    [replace('title', []), [remove('title')]],
    [replace('emails', null), [remove('emails')]],
    [add('emails', null), []],
    [add('emails.value', null), []],
    [replace('emails.value', null), [remove('emails.value')]],
    [add('name', null), [remove('name')]],
    [add('things', null), []],
    [replace('emails[type eq "work"]', null), [remove('emails[type eq "work"]')]],
    [add('emails[type eq "work"].value', null), []],
    [replace(ENTERPRISE, null), [remove(ENTERPRISE)]],
    [add(ENTERPRISE, null), []],
  ])(
    'that are none take away, but adding nothing to a list or an extension changes nothing: %j',
    (given, expected) => {
      expect(operations(USER, given)).toEqual(expected);
    },
  );

  it.each<JsonObject>([
    replace('active', null),
    add('active', []),
    { op: 'replace', value: { active: null } },
    { op: 'replace', value: { [`${CORE}:Active`]: [null] } },
  ])('of active are true or false: %j', (given) => {
    expect(refusal(() => normalized(USER, given))).toBe(`400 invalidValue Operations[0]: ${ACTIVE}`);
  });

  it('of an active that is no user’s can be taken away', () => {
    expect(operations(ROLE, replace('active', null))).toEqual([remove('active')]);
  });

  it.each<[JsonObject, JsonObject]>([
    [
      replace('emails[type eq "work"]', [{ VALUE: 'x', type: null }]),
      replace('emails[type eq "work"]', { value: 'x' }),
    ],
    [replace('emails[type eq "work"]', 'x'), replace('emails[type eq "work"]', { value: 'x' })],
    [replace('emails[type eq "work"].PRIMARY', ['True']), replace('emails[type eq "work"].primary', true)],
    [replace('things[a eq 1]', ['x']), replace('things[a eq 1]', 'x')],
    [replace('things[a eq 1].b', ['x', 'y']), replace('things[a eq 1].b', ['x', 'y'])],
  ])('for one value of a list are one value: %j', (given, expected) => {
    expect(operations(USER, given)).toEqual([expected]);
  });

  it('for one value of a list are no more than one', () => {
    for (const values of [
      ['x', 'y'],
      ['x', 'y', 'z'],
    ]) {
      expect(refusal(() => normalized(USER, replace('emails[type eq "work"]', values)))).toBe(
        `400 invalidValue Operations[0]: emails[type eq "work"] takes a single value, not ${values.length}.`,
      );
    }
    expect(operations(USER, replace('emails[type eq "work"]', []))).toEqual([
      remove('emails[type eq "work"]'),
    ]);
  });
});
