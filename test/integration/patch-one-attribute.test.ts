/** A PATCH of one attribute changes that attribute and nothing else, seen in the backend. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/scim/json.ts';
import { jsonEqual } from '../../src/scim/json-equal.ts';
import type { Kind } from './support/backends.ts';
import { ownOf, warnings } from './support/outcome.ts';
import { sampleEntity } from './support/schema-samples.ts';
import { type Stage, type SystemSetup, startStage } from './support/stage.ts';
import { type TransformationPair, transformationPairs } from './support/transformation-pairs.ts';
import { type Mapping, PATCH_MAPPINGS } from './support/transformations.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';
const PAIRS = 30;
const SEED = 6;

/** One value of an entity. */
interface Attribute {
  /** In the backend; `[home]` is the value of that type in a list. */
  readonly place: readonly string[];
  /** In a transformation, up to which all has to be copied. */
  readonly copied: readonly string[];
  readonly value: JsonValue;
}

const changed = (value: JsonValue, ...place: readonly string[]): Attribute => ({
  place,
  copied: place.filter((name) => !name.startsWith('[')),
  value,
});
/** A value in a list, which has to be copied with all its parts. */
const inList = (value: JsonValue, list: string, type: string, part: string): Attribute => ({
  place: [list, `[${type}]`, part],
  copied: [list],
  value,
});

const COMMON: readonly Attribute[] = [
  changed('Bo', 'name', 'givenName'),
  changed('Lee', 'name', 'familyName'),
  changed(false, 'active'),
];
const IDENTITY_AUTHENTICATION: readonly Attribute[] = [
  ...COMMON,
  changed('B', 'displayName'),
  changed('de_DE', 'locale'),
  changed('customer', 'userType'),
  changed('Em', 'name', 'middleName'),
  inList('Bonn', 'addresses', 'home', 'locality'),
  inList('+49 9', 'phoneNumbers', 'mobile', 'value'),
  changed('Sales', ENTERPRISE, 'department'),
  changed('Z1', ENTERPRISE, 'costCenter'),
];
const ATTRIBUTES: Readonly<Record<Kind, readonly Attribute[]>> = {
  v2: [
    ...IDENTITY_AUTHENTICATION,
    changed('Boss', 'title'),
    changed('x-9', 'externalId'),
    changed('Europe/Rome', 'timezone'),
    changed('2025-01-01T00:00:00Z', SAP, 'validFrom'),
  ],
  v1: [...IDENTITY_AUTHENTICATION, changed('HR-9', 'sourceSystemId')],
  cf: [...COMMON, changed('x-9', 'externalId'), changed(false, 'verified')],
};

/** Shows and writes two attributes. */
const COMPANY: TransformationPair = (() => {
  const mappings = ['$.company', `$['${ENTERPRISE}']['costCenter']`].map((path) => ({
    sourcePath: path,
    targetPath: path,
    optional: true,
  }));
  const read = { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' };
  const write = { sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' };
  return {
    read: { user: { scimEntityEndpoint: 'Users', mappings: [read, ...mappings] } },
    write: { user: { scimEntityEndpoint: 'Users', mappings: [write, ...mappings] } },
  };
})();

/** What clients call it, where the transformations show it and take it back without more ado. */
function pathFor({ read, write }: TransformationPair, { place, copied }: Attribute): string | undefined {
  const mappings = ({ user }: JsonObject) =>
    (user as JsonObject)['mappings'] as unknown as readonly Mapping[];
  const shown = mappings(read).filter(({ condition }) => condition === undefined);
  const written = mappings(write).filter(({ condition }) => condition === undefined);
  // Who writes the status as well has to change both.
  if (copied[0] === 'active' && written.some(({ targetPath }) => targetPath === `$['${SAP}']['status']`)) {
    return undefined;
  }
  const prefixes = copied.flatMap((_, index) => pathsTo(copied.slice(0, index + 1)));
  for (const path of prefixes) {
    const found = shown.find(({ sourcePath }) => sourcePath === path);
    const back = written.find(({ targetPath }) => targetPath === path);
    if (found === undefined || back?.['sourcePath'] !== found['targetPath']) continue;
    if (found['targetPath'] === path) return patchPath(place);
    return String(found['targetPath']).replace('$.', '');
  }
  return undefined;
}

function pathsTo(names: readonly string[]): string[] {
  const brackets = names.map((name) => `['${name}']`).join('');
  return [`$.${names.join('.')}`, `$${brackets}`];
}

function patchPath([first = '', ...rest]: readonly string[]): string {
  if (first.includes(':')) return `${first}:${rest.join('.')}`;
  const [second = '', third] = rest;
  if (second.startsWith('[')) return `${first}[type eq "${second.slice(1, -1)}"].${third}`;
  return [first, ...rest].join('.');
}

/** The entity with the new value, and with what the backend itself makes of it. */
function expected(kind: Kind, before: JsonObject, { place, value }: Attribute): JsonObject {
  const after = structuredClone(before);
  set(after, place, value);
  const [first, second] = place;
  if (kind === 'v2') {
    const sap = after[SAP] as JsonObject;
    if (first === 'active') sap['status'] = value === true ? 'active' : 'inactive';
    if (first === 'phoneNumbers') set(sap, place, value);
  }
  // Version 1 has it twice.
  if (kind === 'v1' && second === 'department') after['department'] = value;
  return after;
}

function set(object: JsonObject, [name = '', ...rest]: readonly string[], value: JsonValue): void {
  if (rest.length === 0) {
    object[name] = value;
    return;
  }
  const [next = '', ...beyond] = rest;
  if (next.startsWith('[')) {
    const list = (object[name] ?? []) as JsonObject[];
    const element = list.find(({ type }) => type === next.slice(1, -1));
    if (element !== undefined) set(element, beyond, value);
    return;
  }
  object[name] ??= {};
  set(object[name] as JsonObject, rest, value);
}

describe.each<Kind>(['v2', 'v1', 'cf'])('%s', (kind) => {
  let stage: Stage;
  let manager = '';
  const pairs = transformationPairs(kind, PAIRS, SEED);

  beforeAll(async () => {
    const systems = [...pairs, COMPANY].flatMap((pair, index): [string, SystemSetup][] => [
      [`emulated-${index}`, pair],
      ...(kind === 'v2' ? [[`native-${index}`, native(pair)] as [string, SystemSetup]] : []),
    ]);
    stage = await startStage(kind, { users: 3, groups: 1 }, Object.fromEntries(systems));
    const { body } = await stage.client('emulated-0').get('/Users?count=1');
    manager = String((body['Resources'] as JsonObject[])[0]?.['id']);
  });
  afterAll(() => stage.stop());

  function native({ read, write }: TransformationPair): SystemSetup {
    const { user } = write;
    const { mappings, ...others } = user as JsonObject;
    const all = [...(mappings as JsonValue[]), ...(PATCH_MAPPINGS as unknown as JsonValue[])];
    return { read, write: { ...write, user: { ...others, mappings: all } } };
  }

  let tags = 0;
  /** With as much as the backend can hold. */
  async function somebody(): Promise<string> {
    tags += 1;
    const tag = `tag-${tags}`;
    const simple = {
      userName: tag,
      externalId: 'x-1',
      verified: true,
      origin: stage.backend.properties['btp.cf.pm.origin'] ?? '',
      name: { familyName: 'Vale', givenName: 'Ada' },
      emails: [{ value: `${tag}@example.com` }],
      phoneNumbers: [{ value: '+49 1' }],
    };
    const full = sampleEntity('user', { tag, userId: manager });
    const numbers = ['work', 'mobile'].map((type) => ({ type, value: `+49 ${type.length}` }));
    // A new activation link is made at every write.
    const { targetUrl: _, ...sap } = full[SAP] as JsonObject;
    const rich = {
      ...full,
      phoneNumbers: numbers,
      [SAP]: { ...sap, phoneNumbers: numbers },
      addresses: ['work', 'home'].map((type) => ({ type, country: 'DE', locality: 'Ulm' })),
      [CUSTOM]: { attributes: [{ name: 'customAttribute1', value: 'blue' }] },
      company: 'Acme',
      sourceSystemId: 'HR-7',
    };
    const { status, body } = await stage.backend.send('POST', 'Users', kind === 'cf' ? simple : rich);
    expect(status, JSON.stringify(body)).toBe(201);
    return String(body['id']);
  }

  async function seen(id: string): Promise<JsonObject> {
    const { schemas: _, ...entity } = ownOf(await stage.backend.entity(`Users/${id}`));
    return entity;
  }

  const modes = kind === 'v2' ? ['emulated', 'native'] : ['emulated'];
  it.each(modes)('%s, with every pair of transformations', async (mode) => {
    const tried = new Set<string>();
    for (const [index, pair] of pairs.entries()) {
      const client = stage.client(`${mode}-${index}`);
      for (const attribute of ATTRIBUTES[kind]) {
        const path = pathFor(pair, attribute);
        if (path === undefined || (mode === 'native' && path.startsWith('alias'))) continue;
        const id = await somebody();
        const before = await seen(id);
        const answer = await client.patch(`/Users/${id}`, [{ op: 'replace', path, value: attribute.value }]);
        expect(answer.status, `${path}, pair ${index}: ${answer.text}`).toBe(200);
        const told = warnings(answer);
        expect(told, `${path}, pair ${index}`).toEqual([]);
        const after = await seen(id);
        expect(after, `${path}, pair ${index}`).toEqual(expected(kind, before, attribute));
        expect(jsonEqual(after, before), path).toBe(false);
        tried.add(attribute.place.join('.'));
      }
    }
    expect([...tried].sort()).toEqual(ATTRIBUTES[kind].map(({ place }) => place.join('.')).sort());
  });

  if (kind === 'v1') {
    it('nothing is told of attributes that nobody spoke of', async () => {
      const operations = [{ op: 'replace', path: `${ENTERPRISE}:costCenter`, value: 'Z1' }];
      const answer = await stage.client(`emulated-${PAIRS}`).patch(`/Users/${await somebody()}`, operations);
      expect([answer.status, warnings(answer)], answer.text).toEqual([200, []]);
    });
  }

  // The tenant has it twice, and takes the organization first.
  if (kind === 'v1') {
    it('the company beside parts of the enterprise extension', async () => {
      const id = await somebody();
      const client = stage.client(`emulated-${PAIRS}`);
      await client.patch(`/Users/${id}`, [{ op: 'replace', path: 'company', value: 'Other' }]);
      expect(await seen(id)).toMatchObject({ company: 'Other', [ENTERPRISE]: { organization: 'Other' } });
    });
  }
});
