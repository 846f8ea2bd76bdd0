import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { JsonGauge } from '../../../src/scim/large-json/gauge.ts';
import { parseInPieces } from '../../../src/scim/large-json/parse.ts';
import { printInPieces } from '../../../src/scim/large-json/print.ts';
import { fc, reaching } from '../../support/property.ts';

const LIMITS = { values: 1_000_000, depth: 64 };
const parse = (text: string): JsonValue => JSON.parse(text);
const noPause = () => undefined;

/** Feeds the text in chunks of these lengths, over and over. */
function gauge(text: string, lengths: readonly number[] = [65_536], limits = LIMITS) {
  const bytes = Buffer.from(text);
  const gauge = new JsonGauge(limits);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const end = at + (lengths[turn % lengths.length] ?? 1);
    const excess = gauge.push(bytes.subarray(at, end));
    if (excess !== undefined) return { gauge, excess };
    at = end;
  }
  return { gauge, excess: undefined };
}

function countOf(value: JsonValue): { values: number; members: number } {
  if (typeof value !== 'object' || value === null) return { values: 1, members: 0 };
  const children = Array.isArray(value) ? value : Object.values(value);
  // An empty one counts twice.
  const own = { values: children.length === 0 ? 2 : 1, members: Array.isArray(value) ? 0 : children.length };
  return children
    .map(countOf)
    .reduce(
      (sum, { values, members }) => ({ values: sum.values + values, members: sum.members + members }),
      own,
    );
}

const nasty = fc.oneof(
  fc.jsonValue({ maxDepth: 5 }),
  fc.dictionary(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' }))),
  fc.array(fc.constantFrom('"', '\\', '\\\\"', ',', '{', '[}]', ':', 'ü€😀')),
) as fc.Arbitrary<JsonValue>;

describe('the gauge', () => {
  it('counts values and members, however the bytes arrive and the text is spaced', () => {
    fc.assert(
      fc.property(
        nasty,
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        fc.constantFrom(0, 2, '\t'),
        reaching((value, lengths, space) => {
          const { gauge: seen } = gauge(JSON.stringify(value, null, space), lengths);
          expect({ values: seen.values, members: seen.members }).toEqual(
            countOf(parse(JSON.stringify(value))),
          );
          return seen.values > 1;
        }),
      ),
    );
  });

  it('counts members that stand twice', () => {
    expect(gauge('{"a":1,"a":2,"b":{"a":1,"a":1}}').gauge.members).toBe(5);
  });

  it.each([
    ['values', `[${'{},'.repeat(600)}{}]`],
    ['values', `[${'1,'.repeat(1_100)}1]`],
    ['values', `{"a":[${'[],'.repeat(600)}[]]}`],
    ['depth', '['.repeat(65)],
    ['depth', '{"a":'.repeat(65)],
  ])('finds too many %s', (excess, text) => {
    for (const lengths of [[1], [3], [65_536]]) {
      expect(gauge(text, lengths, { values: 1_000, depth: 64 }).excess).toBe(excess);
    }
  });

  it('finds too many names: in one object, and in objects of which none is like another', () => {
    const names = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `"k${from + index}":1`).join(',');
    expect(gauge(`{${names(0, 1_000)}}`).excess).toBeUndefined();
    expect(gauge(`{${names(0, 1_001)}}`).excess).toBe('names');
    const unlike = Array.from({ length: 20_001 }, (_, index) => `{"k${index}":1}`);
    expect(gauge(`[${unlike.slice(0, 20_000)}]`).excess).toBeUndefined();
    expect(gauge(`[${unlike}]`).excess).toBe('names');
    const pairs = Array.from(
      { length: 10_001 },
      (_, index) => `{"a${index % 150}":1,"b${Math.floor(index / 150)}":1}`,
    );
    expect(gauge(`[${pairs}]`).excess).toBe('names');
    expect(gauge(`[${Array(100_000).fill('{"value":"x","type":"y"}')}]`).excess).toBeUndefined();
  });

  it('takes names for different that differ only in where one ends', () => {
    const unlike = Array.from({ length: 20_001 }, (_, index) => {
      const name = `k${index}`;
      const cut = 1 + (index % (name.length - 1));
      return `{"${name.slice(0, cut)}":1,"${name.slice(cut)}":1}`;
    });
    expect(gauge(`[${unlike}]`).excess).toBe('names');
  });
});

describe('a large text', () => {
  const member = fc.record({ value: fc.uuid(), display: fc.string({ unit: 'binary' }) });
  const large = fc
    .record({
      before: nasty,
      members: fc.array(member, { minLength: 12, maxLength: 20 }),
      repeat: fc.integer({ min: 60, max: 160 }),
      space: fc.constantFrom(undefined, 1),
    })
    .map(({ before, members, repeat, space }) => {
      const many = Array.from({ length: repeat }, () => members).flat();
      const value = {
        before,
        members: many,
        after: [before, ...many],
        nested: { members: many },
        last: null,
      };
      return { value: parse(JSON.stringify(value)) as JsonObject, text: JSON.stringify(value, null, space) };
    });

  it('read in pieces is what JSON.parse reads, and written in pieces what JSON.stringify writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        large,
        reaching(async ({ value, text }) => {
          const { gauge: seen } = gauge(text, [1_000]);
          const read = await parseInPieces(Buffer.from(text), seen.longLists, parse, noPause);
          expect(JSON.stringify(read)).toBe(JSON.stringify(value));
          expect((await printInPieces(value, noPause)).toString()).toBe(JSON.stringify(value));
          return seen.longLists.length > 0;
        }),
      ),
      { numRuns: 50 },
    );
  });

  const members = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ value: `user-${index}-ü` }));

  it('lets others go on between pieces', async () => {
    const text = JSON.stringify({ members: members(50_000), other: members(50_000) });
    const { gauge: seen } = gauge(text);
    expect(seen.longLists).toHaveLength(2);
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    expect(await parseInPieces(Buffer.from(text), seen.longLists, parse, pause)).toEqual(parse(text));
    expect(pauses).toBeGreaterThan(30);
    pauses = 0;
    await printInPieces(parse(text) as JsonObject, pause);
    expect(pauses).toBeGreaterThan(1_000);
  });

  it.each([
    ['a list that is not closed', '{"members":[', ''],
    ['a comma at its end', '{"members":[', ',]}'],
    ['two commas', '{"members":[{},,', ']}'],
    ['something behind it', '{"members":[', ']}]'],
    ['a list closed as an object', '{"members":[', '}}'],
    ['an object closed as a list', '{"members":[{"a":1],', ']}'],
  ])('with %s is refused', async (_, head, tail) => {
    const text = `${head}${members(10_000)
      .map((value) => JSON.stringify(value))
      .join(',')}${tail}`;
    const { gauge: seen } = gauge(text);
    await expect(parseInPieces(Buffer.from(text), seen.longLists, parse, noPause)).rejects.toThrow(
      SyntaxError,
    );
  });

  it('with a comma too many at the end of a piece is refused', async () => {
    const one = JSON.stringify('x'.repeat(70_000));
    for (const text of [
      `{"members":[${one},${one},]}`,
      `{"members":[${one},${' '.repeat(70_000)},${one}]}`,
    ]) {
      const { gauge: seen } = gauge(text);
      expect(seen.longLists).not.toEqual([]);
      const read = parseInPieces(Buffer.from(text), seen.longLists, parse, noPause);
      await expect(read).rejects.toThrow(SyntaxError);
    }
  });

  it.each([
    ['a comma behind a long value', `{"members":["${'x'.repeat(70_000)}",]}`],
    ['a comma in front', `{"members":[${' '.repeat(70_000)},1]}`],
    ['a list in place of a name', `{"a":1,["${'x'.repeat(70_000)}",1]:1}`],
    ['a list in place of the first name', `{["${'x'.repeat(70_000)}",1]:1}`],
    ['a list without a colon', `{"a"["${'x'.repeat(70_000)}",1]}`],
  ])('with %s is refused, though its pieces are not wrong', async (_, text) => {
    const { gauge: seen } = gauge(text);
    expect(() => parse(text)).toThrow(SyntaxError);
    await expect(parseInPieces(Buffer.from(text), seen.longLists, parse, noPause)).rejects.toThrow(
      SyntaxError,
    );
  });

  it('keeps names as they are: __proto__, twice the same, and numbers in order', async () => {
    const long = JSON.stringify(members(10_000));
    const text = `{"b":${long},"1":${long},"__proto__":${long},"b":[1]}`;
    const { gauge: seen } = gauge(text);
    const read = await parseInPieces(Buffer.from(text), seen.longLists, parse, noPause);
    expect(JSON.stringify(read)).toBe(JSON.stringify(parse(text)));
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });
});
