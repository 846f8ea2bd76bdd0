/** RFC 7643 §2.1 for PATCH: paths and value objects mean the same whatever the case of their names. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import type { Attribute, Schema } from '../../../src/scim/schema/attribute.ts';
import { schemasOf } from '../../../src/scim/schema/known.ts';
import type { Kind } from '../support/backends.ts';
import { comparable, ownOf } from '../support/outcome.ts';
import { respelled, respelledNames, sampleEntity } from '../support/schema-samples.ts';
import { type Stage, startStage } from '../support/stage.ts';
import { defaultTransformation, wideRead, wideWrite, withoutPatch } from '../support/transformations.ts';

type EntityType = 'user' | 'group';
/** How names are written. */
interface Spelling {
  name(name: string): string;
  names<T extends JsonValue>(value: T): T;
}
interface Operation {
  readonly op: string;
  readonly path?: string;
  readonly value?: JsonValue;
}
/** @param sample an entity with all attributes, in canonical names */
type Form = (spelling: Spelling, sample: JsonObject) => Operation;

const CANONICAL: Spelling = { name: (name) => name, names: (value) => value };
const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const ENDPOINTS: Readonly<Record<EntityType, string>> = { user: 'Users', group: 'Groups' };

function spelling(round: number): Spelling {
  return {
    name: (name) => respelled(name, round),
    names: (value) => respelledNames(value, round),
  };
}

/** All ways to name each attribute and sub-attribute of a schema that a client can set. */
function formsFor(schema: Schema, isCore: boolean): Form[] {
  return [...schema.attributes.values()]
    .filter(({ name }) => !(isCore && ['id', 'schemas', 'meta'].includes(name)))
    .flatMap((attribute) => formsOf(attribute, schema.id, isCore));
}

function formsOf({ name, multiValued, subAttributes }: Attribute, urn: string, isCore: boolean): Form[] {
  const qualified = (spell: Spelling) => `${spell.name(urn)}:${spell.name(name)}`;
  const valueIn = (sample: JsonObject) =>
    (isCore ? sample : ((sample[urn] ?? {}) as JsonObject))[name] as JsonValue;
  const member = (spell: Spelling, sample: JsonObject) => ({
    [spell.name(name)]: spell.names(valueIn(sample)),
  });
  const own: Form[] = isCore
    ? [
        (spell, sample) => ({
          op: 'replace',
          path: spell.name(name),
          value: spell.names(valueIn(sample)),
        }),
        (spell, sample) => ({ op: 'add', value: member(spell, sample) }),
      ]
    : [
        (spell, sample) => ({ op: 'replace', value: { [spell.name(urn)]: member(spell, sample) } }),
        (spell, sample) => ({ op: 'add', path: spell.name(urn), value: member(spell, sample) }),
      ];
  const parts = [...subAttributes.values()].map((part): Form => {
    return (spell, sample) => {
      const before = isCore ? spell.name(name) : qualified(spell);
      const filter = multiValued ? `[${spell.name('type')} eq "work"]` : '';
      const whole = [valueIn(sample)].flat()[0] as JsonObject;
      const path = `${before}${filter}.${spell.name(part.name)}`;
      return { op: 'replace', path, value: whole[part.name] ?? 'other' };
    };
  });
  return [
    ...own,
    (spell, sample) => ({ op: 'replace', path: qualified(spell), value: spell.names(valueIn(sample)) }),
    ...parts,
    (spell) => ({ op: 'remove', path: qualified(spell) }),
  ];
}

const ALL = /./;
/** With how many requests have to be done for the comparison to mean something, and the schemas that are looked at. */
const SYSTEMS: readonly (readonly [Kind, system: string, EntityType, least: number, schemas: RegExp])[] = [
  ['v2', 'native', 'user', 200, ALL],
  ['v2', 'emulated', 'user', 50, /core:2.0:User$|enterprise|custom/],
  ['v2', 'native', 'group', 30, ALL],
  ['v2', 'emulated', 'group', 30, ALL],
  ['v1', 'wide', 'user', 60, /core:2.0:User$|enterprise|custom/],
  ['v1', 'wide', 'group', 30, ALL],
  ['cf', 'wide', 'user', 50, /core:2.0:User$/],
];

describe.each<Kind>(['v2', 'v1', 'cf'])('%s', (kind) => {
  let stage: Stage;
  let manager = '';

  beforeAll(async () => {
    const wide = { read: wideRead(kind), write: wideWrite(kind) };
    const withDefaults = withoutPatch(defaultTransformation(kind, 'write'));
    stage = await startStage(
      kind,
      { users: 4, groups: 2 },
      { wide, native: wide, emulated: { read: wideRead(kind), write: withDefaults } },
    );
    const { body } = await stage.client('wide').get('/Users?count=1');
    manager = String((body['Resources'] as JsonObject[])[0]?.['id']);
  });
  afterAll(() => stage.stop());

  let tags = 0;
  async function newTwin(entityType: EntityType): Promise<{ path: string; tag: string; sample: JsonObject }> {
    tags += 1;
    const tag = `tag-${String(tags).padStart(4, '0')}`;
    const email = { value: `${tag}@before.example` };
    const user = { userName: tag, name: { familyName: 'Before' }, active: true };
    const { 'btp.cf.pm.origin': origin } = stage.backend.properties;
    const sent = {
      user:
        kind === 'cf'
          ? { ...user, origin, emails: [email] }
          : { ...user, emails: [{ ...email, type: 'work', primary: true }] },
      group: { displayName: 'Before', [CUSTOM_GROUP]: { name: `${tag}-name` } },
    };
    const endpoint = ENDPOINTS[entityType];
    const { status, body } = await stage.backend.send('POST', endpoint, sent[entityType]);
    expect(status, JSON.stringify(body)).toBe(201);
    const sample = sampleEntity(entityType, { tag, userId: manager });
    return { path: `${endpoint}/${body['id']}`, tag, sample };
  }

  const systems = SYSTEMS.filter(([of]) => of === kind);
  it.each(systems)('%s, %s, %s', async (_, system, entityType, least, known) => {
    const client = stage.client(system);
    const { core, extensions } = schemasOf(entityType);
    const forms = [core, ...extensions]
      .filter(({ id }) => known.test(id))
      .flatMap((schema) => formsFor(schema, schema === core));
    const [one, other] = await Promise.all([newTwin(entityType), newTwin(entityType)]);
    let done = 0;
    for (const [index, form] of forms.entries()) {
      // Each request in a spelling of its own, so that each attribute comes in several.
      const sent = [form(CANONICAL, one.sample), form(spelling(index + 1), other.sample)] as const;
      const [canonical, respelt] = await Promise.all(
        (
          [
            [one, sent[0]],
            [other, sent[1]],
          ] as const
        ).map(async ([{ path, tag }, operation]) => {
          const { status, body, headers } = await client.patch(`/${path}`, [operation]);
          const { detail: _detail, ...seen } = ownOf(body);
          return comparable({ status, warning: headers['x-ipsproxy-warning'] ?? null, seen }, path, tag);
        }),
      );
      expect(respelt, JSON.stringify(sent)).toEqual(canonical);
      const { status = 500 } = canonical ?? {};
      if (status < 300) done += 1;
      else expect(status, JSON.stringify(sent)).toBe(400);
    }
    expect(done, `${done} of ${forms.length}`).toBeGreaterThanOrEqual(least);

    const [before, after] = await Promise.all(
      [one, other].map(async ({ path, tag }) =>
        comparable(ownOf(await stage.backend.entity(path)), path, tag),
      ),
    );
    expect(after).toEqual(before);
  });
});
