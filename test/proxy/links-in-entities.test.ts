/** What holds for every entity with URLs in it. */

import { describe, expect, it } from 'vitest';
import { createLinks, type LinkedEndpoint } from '../../src/proxy/links.ts';
import type { JsonObject, JsonValue } from '../../src/scim/json.ts';
import { deepFreeze } from '../scim/names/spelling.ts';
import { fc, reaching } from '../support/property.ts';

const TENANT = 'https://tenant.example.com/scim';
const PROXY = 'https://proxy.example.com/ipsproxy/api/v1/scim/s%201';

/** Ids of the backend begin with `b-`, those of clients with `c-`; others do not exist. */
const turned = (from: string, to: string) => (id: string) =>
  id.startsWith(from) ? to + id.slice(from.length) : undefined;
const endpoint = (entityType: string, name: string): LinkedEndpoint => ({
  entityType,
  endpoint: name,
  sourceId: turned('b-', 'c-'),
  targetId: turned('c-', 'b-'),
});

const links = createLinks(
  's 1',
  { bases: [TENANT, 'http://other.example.com'], collections: { user: 'Users', group: 'scimGroups' } },
  [endpoint('user', 'People'), endpoint('group', 'My Groups'), endpoint('role', 'Roles')],
);
const toClient = (resource: JsonObject) => links.toClient(resource, PROXY);

describe('an entity', () => {
  it('is shared as far as it has no URLs', () => {
    const [one, two, three] = [{ a: 1 }, { link: `${TENANT}/Users/b-1` }, ['x', null, 5, true, []]];
    const resource = deepFreeze({ one, two, three, list: [one, two, three] });
    const shown = toClient(resource);
    expect(shown).toEqual({
      one,
      two: { link: `${PROXY}/People/c-1` },
      three,
      list: [one, { link: `${PROXY}/People/c-1` }, three],
    });
    expect([shown['one'], shown['three'], (shown['list'] as JsonValue[])[0]]).toEqual([one, three, one]);
    expect(shown['one']).toBe(one);
    expect((shown['list'] as JsonValue[])[2]).toBe(three);
  });

  it('has no values of which only the URL was the value', () => {
    const photos = [
      { value: `${TENANT}/photo`, type: 'photo' },
      { value: 'x', link: TENANT },
    ];
    expect(toClient({ photos })).toEqual({ photos: [{ value: 'x' }] });
  });

  it('has __proto__ for a name', () => {
    const resource = JSON.parse(`{"__proto__":{"x":1},"link":"${TENANT}/Users/b-1"}`) as JsonObject;
    expect(JSON.stringify(toClient(resource))).toBe(`{"__proto__":{"x":1},"link":"${PROXY}/People/c-1"}`);
  });

  it('of a backend without URLs is handed on', () => {
    const none = createLinks('s 1', undefined, [endpoint('user', 'People')]);
    const resource = { $ref: `${TENANT}/Users/b-1`, link: `${PROXY}/People/c-1` };
    expect([none.toClient(resource, PROXY), none.toBackend(resource)]).toEqual([resource, resource]);
    expect(none.toClient(resource, PROXY)).toBe(resource);
    expect(none.toBackend(resource)).toBe(resource);
  });
});

describe('with any texts', () => {
  const id = fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' });
  const word = fc.constantFrom('title', 'hello', 'https://elsewhere.example.com/Users/b-1', 'HTTP', 'h', '');
  const known = fc
    .tuple(fc.constantFrom('Users', 'scimGroups'), id)
    .map(([name, rest]) => `${TENANT}/${name}/${encodeURIComponent(`b-${rest}`)}`);
  const below = fc
    .tuple(
      fc.constantFrom(TENANT, TENANT.toUpperCase(), 'http://other.example.com'),
      fc.constantFrom('', '/', '?', '#'),
      fc.string({ maxLength: 8 }),
    )
    .map(([base, next, rest]) => base + next + (next === '' ? '' : rest));
  /** References are texts; all else is anything. */
  const tree = (text: fc.Arbitrary<string>, reference: fc.Arbitrary<string>) =>
    fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        text,
        tie('object'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.constantFrom<JsonValue>(1, null, true),
      ),
      object: fc
        .tuple(
          fc.dictionary(fc.constantFrom('a', 'b', 'value'), tie('value'), { noNullPrototype: true }),
          fc.option(reference),
        )
        .map(([object, $ref]) => ($ref === null ? object : { ...object, $ref })),
    })).object;

  it('to the client and back is the entity, where every URL leads somewhere', () => {
    fc.assert(
      fc.property(
        tree(fc.oneof(known, word), known),
        reaching((entity) => {
          const shown = toClient(deepFreeze(entity));
          expect(links.toBackend(shown)).toEqual(entity);
          expect(JSON.stringify(shown).includes(TENANT)).toBe(false);
          return shown !== entity;
        }),
      ),
      { numRuns: 500 },
    );
  });

  it('nothing below a base of the backend reaches the client', () => {
    fc.assert(
      fc.property(
        tree(fc.oneof(known, below, word), fc.oneof(known, below)),
        reaching((entity) => {
          const text = JSON.stringify(entity).toLowerCase();
          const shown = JSON.stringify(toClient(entity)).toLowerCase();
          expect(shown).not.toContain('tenant.example.com');
          expect(shown).not.toContain('other.example.com');
          return text.includes('tenant.example.com');
        }),
      ),
      { numRuns: 500 },
    );
  });
});
