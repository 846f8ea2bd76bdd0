/**
 * Pairs of transformations as administrators might have made them: each attribute is shown and written in a form of its
 * own, or not at all, and the two directions need not agree.
 */

import type { JsonObject } from '../../../src/scim/json.ts';
import { fc } from '../../support/property.ts';
import type { Kind } from './backends.ts';

export interface TransformationPair {
  readonly read: JsonObject;
  readonly write: JsonObject;
}

type Mapping = { readonly [key: string]: string | boolean | string[] };
/** The mappings of one form; the path is the backend's on the left of a read and on the right of a write. */
type Form = (direction: 'read' | 'write') => Mapping[];

const ENTERPRISE = "$['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User']";
const SAP = "$['urn:ietf:params:scim:schemas:extension:sap:2.0:User']";
const CUSTOM = "$['urn:sap:cloud:scim:schemas:extension:custom:2.0:User']";
const CUSTOM_GROUP = "$['urn:sap:cloud:scim:schemas:extension:custom:2.0:Group']";

const none: Form = () => [];

function copy(path: string, more: Mapping = {}): Form {
  return () => [
    { sourcePath: path, targetPath: path, optional: true, preserveArrayWithSingleElement: true, ...more },
  ];
}

/** `$.emails[*].value` → `$.emails[?(@.value)]` */
function part(path: string, name: string): Form {
  return () => [
    {
      sourcePath: `${path}[*].${name}`,
      targetPath: `${path}[?(@.${name})]`,
      optional: true,
      preserveArrayWithSingleElement: true,
    },
  ];
}

function parts(...paths: readonly string[]): Form {
  return (direction) => paths.flatMap((path) => copy(path)(direction));
}

/** Clients know it under another name. */
function renamed(path: string, alias: string): Form {
  return (direction) => [
    direction === 'read'
      ? { sourcePath: path, targetPath: alias, optional: true }
      : { sourcePath: alias, targetPath: path, optional: true },
  ];
}

function simple(name: string): Form[] {
  const path = `$.${name}`;
  return [
    none,
    copy(path),
    copy(path),
    renamed(path, `$.alias_${name}`),
    copy(path, { condition: '$.userName =~ /.*[aeiou]/' }),
  ];
}

function list(name: string, ...subAttributes: readonly string[]): Form[] {
  const path = `$.${name}`;
  return [
    none,
    copy(path),
    ...subAttributes.map((sub) => part(path, sub)),
    parts(...subAttributes.slice(0, 1).map((sub) => `${path}[0].${sub}`)),
  ];
}

const NAME = [
  none,
  copy('$.name'),
  parts('$.name.givenName'),
  parts('$.name.familyName', '$.name.middleName'),
];

/** `defaultValue` is what SAP's own write transformations have. */
const USER_TYPE = [
  none,
  copy('$.userType'),
  ((direction) =>
    direction === 'read'
      ? copy('$.userType')(direction)
      : [{ ...copy('$.userType')(direction)[0], defaultValue: 'employee' }]) satisfies Form,
];
const ACTIVE = [
  none,
  copy('$.active'),
  ((direction) =>
    direction === 'read'
      ? copy('$.active')(direction)
      : [{ ...copy('$.active')(direction)[0], defaultValue: true }]) satisfies Form,
];

const IDENTITY_AUTHENTICATION: Form[][] = [
  simple('displayName'),
  simple('locale'),
  USER_TYPE,
  ACTIVE,
  NAME,
  list('emails', 'value'),
  list('addresses', 'country', 'locality'),
  list('phoneNumbers', 'value'),
  [none, copy(ENTERPRISE), parts(`${ENTERPRISE}['department']`, `${ENTERPRISE}['manager']['value']`)],
  [none, copy(CUSTOM), copy(`${CUSTOM}['attributes']`)],
];

const USER: Readonly<Record<Kind, Form[][]>> = {
  v2: [
    ...IDENTITY_AUTHENTICATION,
    simple('title'),
    simple('externalId'),
    simple('timezone'),
    [none, copy(`${SAP}['validFrom']`), parts(`${SAP}['sourceSystem']`, `${SAP}['status']`)],
  ],
  v1: [...IDENTITY_AUTHENTICATION, simple('company'), simple('sourceSystemId'), simple('timeZone')],
  cf: [
    simple('externalId'),
    simple('verified'),
    ACTIVE,
    NAME,
    list('emails', 'value'),
    list('phoneNumbers', 'value'),
  ],
};

const GROUP: readonly Form[][] = [
  [copy('$.displayName')],
  list('members', 'value'),
  [none, copy(CUSTOM_GROUP), parts(`${CUSTOM_GROUP}['description']`)],
];

const SCHEMAS: Readonly<Record<Kind, string[]>> = {
  v2: [
    'urn:ietf:params:scim:schemas:core:2.0:User',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
    'urn:ietf:params:scim:schemas:extension:sap:2.0:User',
  ],
  v1: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  cf: ['urn:scim:schemas:core:1.0'],
};

/** @param seed the same pairs for the same seed */
export function transformationPairs(kind: Kind, count: number, seed: number): TransformationPair[] {
  const user = entity(USER[kind], 'Users', SCHEMAS[kind]);
  const group = entity(GROUP, 'Groups', ['urn:ietf:params:scim:schemas:core:2.0:Group']);
  const pair = fc.tuple(user, group).map(([users, groups]) =>
    kind === 'cf'
      ? { read: { user: users.read }, write: { user: users.write } }
      : {
          read: { user: users.read, group: groups.read },
          write: { user: users.write, group: groups.write },
        },
  );
  return fc.sample(pair, { numRuns: count, seed });
}

function entity(
  attributes: readonly Form[][],
  scimEntityEndpoint: string,
  schemas: string[],
): fc.Arbitrary<TransformationPair> {
  const forms = fc.tuple(...attributes.map((choices) => fc.constantFrom(...choices)));
  return fc.tuple(forms, forms).map(([shown, written]) => ({
    read: {
      scimEntityEndpoint,
      mappings: [
        { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' },
        { sourcePath: '$.userName', targetPath: '$.userName', optional: true },
        ...shown.flatMap((form) => form('read')),
      ],
    },
    write: {
      scimEntityEndpoint,
      mappings: [
        { sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' },
        { constant: schemas, targetPath: '$.schemas' },
        { sourcePath: '$.userName', targetPath: '$.userName', optional: true },
        ...written.flatMap((form) => form('write')),
      ],
    },
  }));
}
