/** What becomes of mappings in the schemas of a system. */
import { describe, expect, it } from 'vitest';
import { described } from '../support/described.ts';
import { copy, core, ENTERPRISE, ID, type Setup, schemas } from './printed.ts';

const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';

describe('mutability', () => {
  it.each<[string, Setup, string[]]>([
    [
      'readWrite: it is read and written',
      { read: [copy('$.title')], write: [copy('$.title')] },
      ['title: string readWrite'],
    ],
    ['readOnly: nothing writes it', { read: [copy('$.title')], write: [] }, ['title: string readOnly']],
    ['readOnly: nothing can be written', { read: [copy('$.title')] }, ['title: string readOnly']],
    ['writeOnly: nothing reads it', { read: [], write: [copy('$.title')] }, ['title: string writeOnly']],
    [
      'immutable: it is written on create alone',
      { read: [copy('$.title')], write: [copy('$.title', '$.title', { scope: 'createEntity' })] },
      ['title: string immutable'],
    ],
    [
      'immutable: updates are skipped',
      { read: [copy('$.title')], write: [copy('$.title')], entity: { skipOperations: ['update'] } },
      ['title: string immutable'],
    ],
    [
      'immutable: what it shows is, whatever an update writes',
      { read: [copy(`$['${CUSTOM_GROUP}'].name`, '$.title')], write: [copy('$.title')] },
      ['title: string immutable'],
    ],
    [
      'readWrite: creates are skipped',
      { read: [copy('$.title')], write: [copy('$.title')], entity: { skipOperations: ['create'] } },
      ['title: string readWrite'],
    ],
    [
      'readOnly: the entity type is ignored in the write transformation',
      { read: [copy('$.title')], write: [copy('$.title')], entity: { ignore: true } },
      ['title: string readOnly'],
    ],
    [
      'readOnly: the schema says so',
      { read: [copy('$.groups')], write: [copy('$.groups')] },
      [
        'groups[]: { value: string readOnly, $ref: reference readOnly, display: string readOnly, type: string readOnly } readOnly',
      ],
    ],
    ['not at all: what the schema says is read-only is written', { read: [], write: [copy('$.groups')] }, []],
    [
      'writeOnly: a password, whatever reads it',
      { read: [copy('$.password')], write: [copy('$.password')] },
      ['password: string writeOnly'],
    ],
    ['not at all: a password that is only read', { read: [copy('$.password')], write: [] }, []],
    [
      'of each part',
      { read: [copy('$.name')], write: [copy('$.name.givenName')] },
      [
        'name: { formatted: string readOnly, familyName: string readOnly, givenName: string readWrite, middleName: string readOnly, honorificPrefix: string readOnly, honorificSuffix: string readOnly } readWrite',
      ],
    ],
    [
      'of each part, of what is written on create alone',
      {
        read: [copy('$.name')],
        write: [copy('$.name.givenName', '$.name.givenName', { scope: 'createEntity' })],
      },
      [
        'name: { formatted: string readOnly, familyName: string readOnly, givenName: string immutable, middleName: string readOnly, honorificPrefix: string readOnly, honorificSuffix: string readOnly } immutable',
      ],
    ],
    [
      'not of what is removed on its way',
      {
        read: [copy('$.name.givenName'), copy('$.name.familyName')],
        write: [copy('$.name'), { type: 'remove', targetPath: '$.name.familyName' }],
      },
      [
        'name: { formatted: string writeOnly, familyName: string readOnly, givenName: string readWrite, middleName: string writeOnly, honorificPrefix: string writeOnly, honorificSuffix: string writeOnly } readWrite',
      ],
    ],
  ])('%s', (_, setup, expected) => {
    expect(core(setup)).toEqual(expected);
  });

  it('writeOnly is never returned, and all else as the schema says', () => {
    const [type] = described({
      read: { user: { mappings: [ID, copy('$.title')] } },
      write: { user: { mappings: [copy('$.title'), copy('$.nickName'), copy('$.password')] } },
    }).resourceTypes;
    expect(type?.schema.attributes.map(({ name, returned }) => [name, returned])).toEqual([
      ['nickName', 'never'],
      ['title', 'default'],
      ['password', 'never'],
    ]);
  });
});

describe('types and multiplicity of what no schema has', () => {
  it.each<[string, Setup, string[]]>([
    [
      'of constants',
      {
        read: [
          { constant: 1, targetPath: '$.level' },
          { constant: 1.5, targetPath: '$.weight' },
          { constant: true, targetPath: '$.isNew' },
          { constant: 'x', targetPath: '$.kind' },
        ],
      },
      [
        'level: integer readOnly',
        'weight: decimal readOnly',
        'isNew: boolean readOnly',
        'kind: string readOnly',
      ],
    ],
    [
      'of several constants',
      {
        read: [
          {
            type: 'valueMapping',
            sourcePaths: ['$.a'],
            targetPath: '$.level',
            valueMappings: [
              { key: ['x'], mappedValue: 1 },
              { key: ['y'], mappedValue: 'y' },
            ],
            defaultValue: 2,
          },
        ],
      },
      ['level: string readOnly'],
    ],
    [
      'of several numbers',
      {
        read: [
          {
            type: 'valueMapping',
            sourcePaths: ['$.a'],
            targetPath: '$.level',
            valueMappings: [{ key: ['x'], mappedValue: 1 }],
            defaultValue: 2.5,
          },
        ],
      },
      ['level: decimal readOnly'],
    ],
    [
      'of what it is a copy of',
      {
        read: [copy('$.active', '$.enabled'), copy(`$['${ENTERPRISE}']['manager']['value']`, '$.managerId')],
      },
      ['enabled: boolean readOnly', 'managerId: string readOnly'],
    ],
    [
      'of a list that it is a copy of',
      { read: [copy('$.x509Certificates', '$.keys')] },
      [
        'keys[]: { value: binary readOnly, display: string readOnly, type: string readOnly, primary: boolean readOnly } readOnly',
      ],
    ],
    ['of a name that is a boolean elsewhere', { read: [copy('$.verified')] }, ['verified: boolean readOnly']],
    [
      'of a list of texts',
      { read: [copy('$.emails[*].value', '$.mails', { preserveArrayWithSingleElement: true })] },
      ['mails[]: string readOnly'],
    ],
    [
      'of a list of objects',
      { read: [copy('$.badges[*].number')] },
      ['badges[]: { number: string readOnly } readOnly'],
    ],
    [
      'of what only the write transformation goes into',
      { read: [copy('$.badges')], write: [copy('$.badges[*].number')] },
      ['badges[]: { number: string readWrite } readWrite'],
    ],
    ['of what is unknown', { read: [copy('$.whatever')] }, ['whatever: string readOnly']],
  ])('%s', (_, setup, expected) => {
    expect(core(setup)).toEqual(expected);
  });
});

describe('what a schema has, and the transformation shows otherwise', () => {
  it.each<[string, Setup, string[]]>([
    [
      'a manager as an id',
      { read: [copy(`$['${ENTERPRISE}']['manager']['value']`, `$['${ENTERPRISE}']['manager']`)] },
      ['manager: string readOnly'],
    ],
    [
      'a boolean as a text',
      {
        read: [
          {
            type: 'valueMapping',
            sourcePaths: ['$.active'],
            targetPath: `$['${ENTERPRISE}']['manager']`,
            valueMappings: [{ key: [true], mappedValue: 'yes' }],
            defaultValue: 'no',
          },
        ],
      },
      ['manager: string readOnly'],
    ],
    [
      'a text as an object',
      { read: [copy('$.a', `$['${ENTERPRISE}']['division']['name']`)] },
      ['division: { name: string readOnly } readOnly'],
    ],
  ])('%s', (_, setup, expected) => {
    expect(schemas(setup)[ENTERPRISE]).toEqual(expected);
  });
});

describe('what has to be sent', () => {
  it.each<[string, Setup, string[]]>([
    [
      'what the schema requires',
      { read: [copy('$.userName')], write: [copy('$.userName')] },
      ['userName!: string readWrite'],
    ],
    ['but not what cannot be written', { read: [copy('$.userName')] }, ['userName: string readOnly']],
    [
      'what a mapping needs',
      { read: [copy('$.title')], write: [copy('$.title', '$.title', { optional: false })] },
      ['title!: string readWrite'],
    ],
    [
      'with its values, if it is a list',
      {
        read: [copy('$.emails[*].value', '$.emails[?(@.value)]')],
        write: [copy('$.emails[*].value', '$.emails[?(@.value)]', { optional: false })],
      },
      ['emails[]!: { value!: string readWrite } readWrite'],
    ],
    [
      'without its values, if those cannot be written',
      {
        read: [copy('$.emails[*].value')],
        write: [copy('$.emails[*].type', '$.emails[*].type', { optional: false })],
      },
      ['emails[]!: { value: string readOnly, type: string writeOnly } readWrite'],
    ],
    [
      'what the condition of the entity type asks for',
      {
        read: [copy('$.name.familyName')],
        write: [copy('$.name.familyName')],
        entity: { condition: '$.name.familyName EMPTY false' },
      },
      ['name!: { familyName!: string readWrite } readWrite'],
    ],
  ])('%s', (_, setup, expected) => {
    expect(core(setup)).toEqual(expected);
  });
});
