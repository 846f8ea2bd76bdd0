/** A PATCH that is sent as a full update changes what its operations name and nothing else. */

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { fc, reaching } from '../../support/property.ts';
import { carriedOver, choices, entity, partOf, URN } from './support.ts';

describe('an attribute that no operation named', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    ['is what it was, whatever the mappings make of it', { a: 'A' }, { a: 'A' }, { a: 'a' }, { a: 'a' }],
    [
      'is what it was, in another form as well',
      { l: [{ value: 'x' }] },
      { l: [{ value: 'x' }] },
      { l: [{ VALUE: 'x' }] },
      { l: [{ VALUE: 'x' }] },
    ],
    [
      'in an object',
      { o: { a: 'A', b: 'new' } },
      { o: { a: 'A', b: 'B' } },
      { o: { a: 'a', b: 'b' } },
      { o: { a: 'a', b: 'new' } },
    ],
    ['but is what the operation made of it', { a: 'new' }, { a: 'A' }, { a: 'a' }, { a: 'new' }],
    ['and is not made up where it was not', { a: 'A' }, { a: 'A' }, { b: 1 }, { a: 'A', b: 1 }],
  ])('%s', (_, body, unchanged, current, expected) => {
    for (const patch of ['adds', 'removes'] as const) {
      expect(carriedOver({ body, unchanged, current, patch })).toEqual(expected);
    }
  });

  it('is what the mappings make of it in a PUT', () => {
    expect(carriedOver({ body: { a: 'A' }, unchanged: { a: 'A' }, current: { a: 'a' } })).toEqual({ a: 'A' });
  });

  it('stays where nothing was taken away, though the mappings left it out', () => {
    const sides = { body: { b: 'new' }, unchanged: { a: 'A', b: 'b' }, current: { a: 'a', b: 'b', l: [1] } };
    expect(carriedOver({ ...sides, patch: 'adds' })).toEqual({ b: 'new', a: 'a', l: [1] });
    expect(carriedOver({ ...sides, patch: 'removes' })).toEqual({ b: 'new', l: [1] });
    expect(carriedOver(sides)).toEqual({ b: 'new', l: [1] });
  });

  it('is no default of the transformation', () => {
    const sides = {
      body: { a: 'default', b: 'new' },
      said: { b: 'new' },
      unchanged: { b: 'b' },
      current: { a: 'a', b: 'b' },
    };
    expect(carriedOver({ ...sides, patch: 'adds' })).toEqual({ a: 'a', b: 'new' });
  });

  it('is not repeated where it must not be', () => {
    const current = {
      title: 'old',
      [URN]: { a: 1, status: 's' },
      emails: [{ value: 'x', $ref: 'r', verified: true }],
    };
    const unchanged = { title: 'old', [URN]: { a: 1 }, emails: [{ value: 'x' }] };
    const body = { ...unchanged, title: 'new' };
    const never = [`${URN}:status`, 'emails.verified'];
    expect(carriedOver({ body, unchanged, current, never, patch: 'adds' })).toEqual(body);
  });
});

describe('a PATCH of one attribute', () => {
  it('changes that attribute alone, whatever clients see', () => {
    fc.assert(
      fc.property(
        entity,
        choices,
        fc.constantFrom('adds', 'removes'),
        reaching((current, turns, patch) => {
          const view = partOf(current, turns);
          const body = { ...view, title: 'new' };
          const merged = carriedOver({ body, unchanged: view, current, patch, edited: true });
          expect(merged).toEqual({ ...current, title: 'new' });
          return Object.keys(view).length > 1;
        }),
      ),
      { numRuns: 500 },
    );
  });
});

describe('a list of which clients see nothing', () => {
  const current = { l: [{ value: 'a' }, { value: 'b' }], o: { m: ['a'] } };
  const mayShow = (path: readonly string[]) => path.join('.') === 'l' || path.join('.') === 'o.m';

  it('keeps its values, where clients could see some', () => {
    expect(carriedOver({ body: { l: [{ value: 'n' }] }, current, unchanged: {}, mayShow })['l']).toEqual([
      { value: 'n' },
      ...current.l,
    ]);
    expect(carriedOver({ body: { l: [] }, current, unchanged: {}, mayShow })['l']).toEqual(current.l);
    expect(carriedOver({ body: { o: { m: ['n'] } }, current, unchanged: {}, mayShow })['o']).toEqual({
      m: ['n', 'a'],
    });
  });

  it('is looked for by its own name, whatever was looked at before', () => {
    const body = { l: [{ value: 'n' }], o: { m: ['n'] } };
    expect(carriedOver({ body, current, unchanged: {}, mayShow })).toEqual({
      l: [{ value: 'n' }, ...current.l],
      o: { m: ['n', 'a'] },
    });
  });

  it('is what the client says, where clients never see it, or not this entity', () => {
    const body = { l: [{ value: 'n' }] };
    expect(carriedOver({ body, current, unchanged: {} })['l']).toEqual(body.l);
    expect(carriedOver({ body, current, unchanged: undefined, mayShow })['l']).toEqual(body.l);
    expect(carriedOver({ body, current, unchanged: { l: 'x' }, mayShow })['l']).toEqual(body.l);
  });
});

describe('a list that reading and writing does not give back', () => {
  const current = { l: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] };
  const unchanged = { l: [{ value: 'other' }, { value: 'b' }] };

  it('is what the client says', () => {
    expect(carriedOver({ body: { l: [{ value: 'b' }] }, current, unchanged })).toEqual({
      l: [{ value: 'b' }],
    });
    expect(carriedOver({ body: {}, current, unchanged })).toEqual({});
  });
});
