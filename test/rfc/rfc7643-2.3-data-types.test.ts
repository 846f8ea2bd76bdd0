/** Values have the JSON type of their attribute. */
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/scim/json.ts';
import { isJsonObject } from '../../src/scim/json.ts';
import { createdUser, demoFace, everyOne, expectError, expectStatus, path, userOf } from './support/face.ts';
import { CHANGING, SYSTEMS } from './support/systems.ts';

const face = demoFace();

/** Values by the name of their attribute, however deep. */
function* valuesOf(value: JsonValue): Generator<readonly [name: string, value: JsonValue]> {
  if (Array.isArray(value)) for (const each of value) yield* valuesOf(each);
  else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      yield [name, member as JsonValue];
      yield* valuesOf(member as JsonValue);
    }
  }
}

describe.each(SYSTEMS)('RFC 7643 section 2.3, data types: $name', (system) => {
  const all = async () => {
    const client = face(system);
    return [...(await everyOne(client, 'Users')), ...(await everyOne(client, 'Groups'))];
  };

  it('2.3.2: booleans are true or false, no text', async () => {
    const found = [...valuesOf(await all())].filter(([name]) => ['active', 'primary'].includes(name));
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(([, value]) => typeof value !== 'boolean')).toEqual([]);
  });

  it('2.3.5: times are xsd:dateTime with date, time and zone', async () => {
    const found = [...valuesOf(await all())].filter(([name]) => ['created', 'lastModified'].includes(name));
    expect(found.length).toBeGreaterThan(5);
    const XSD = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
    expect(found.filter(([, value]) => typeof value !== 'string' || !XSD.test(value))).toEqual([]);
  });

  it('2.3.7: references are URLs of this proxy that lead to what they mean', async () => {
    const client = face(system);
    const found = [...valuesOf(await all())].filter(([name]) => name === '$ref');
    expect(found.filter(([, value]) => !String(value).startsWith(`${client.url}/`))).toEqual([]);
    for (const value of new Set(found.map(([, each]) => String(each)))) {
      expectStatus(await client.get(value.slice(client.url.length)), 200);
    }
  });

  it('2.3.1: text keeps every character', async () => {
    const familyName = 'Zürich "O\'Brien" \\ Ł — 王 😀';
    const user = await createdUser(face(system), { name: { givenName: 'Ada', familyName } });
    expect(user).toMatchObject({ name: { familyName } });
  });

  it('2.3.8: a simple value for a complex attribute is refused', async () => {
    expectError(await face(system).post('/Users', userOf({ name: 'Barbara Jensen' })), 400, 'invalidValue');
  });
});

describe.each(CHANGING)('RFC 7643 section 2.3.2, booleans that came as text: $name', (system) => {
  it('are what they say, and what says nothing is 400 invalidValue', async () => {
    const client = face(system);
    const user = await createdUser(client, { active: true });
    const where = path('Users', user);
    expectStatus(await client.patch(where, [{ op: 'replace', path: 'active', value: 'False' }]), 200);
    expect((await client.get(where)).body['active']).toBe(false);
    const maybe = { op: 'replace', path: 'active', value: 'maybe' };
    expectError(await client.patch(where, [maybe]), 400, 'invalidValue');
    expect((await client.get(where)).body['active']).toBe(false);
  });
});
