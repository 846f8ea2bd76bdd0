import { describe, expect, it } from 'vitest';
import { PageText, readCarrying } from '../../../src/scim/carried/page.ts';
import { CarryPlan, ObjectPlan } from '../../../src/scim/carried/plan.ts';
import { TextBuffer } from '../../../src/scim/carried/text-buffer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/scim/json.ts';
import { fc, reaching } from '../../support/property.ts';

/** `r` is read, `c` and `l` are carried, the latter unless it is a list, and of `n` the members `x` and `y.z`. */
const members = [
  { source: ['c'], target: ['c'], mandatory: false, unwraps: false },
  { source: ['l'], target: ['urn:l'], mandatory: false, unwraps: true },
  { source: ['n', 'x'], target: ['n', 'x'], mandatory: false, unwraps: false },
  { source: ['n', 'y', 'z'], target: ['m', 'z"'], mandatory: false, unwraps: false },
];
const newPlan = (changes: object = {}) =>
  new CarryPlan({ members, read: new Set(['r']), excluded: [['e']], ...changes });

const page = (entities: string) => Buffer.from(`{"totalResults":2,"Resources":[${entities}],"x":[{"r":1}]}`);

interface Written {
  readonly resources: JsonValue[];
  /** Of which entities something was not read. */
  readonly taken: boolean[];
}

/** What a page becomes where `r` is all that anybody makes of an entity's own members. */
function write(bytes: Buffer, plan = newPlan()): Written | undefined {
  const read = readCarrying(bytes, plan, JSON.parse);
  if (read === undefined) return undefined;
  const { Resources: entities } = read.json as { Resources: JsonObject[] };
  const text = new PageText({ Resources: [] }, 1);
  for (const [index, entity] of entities.entries()) {
    const carried = read.carried[index];
    text.add(carried === undefined ? expected(entity) : { r: entity['r'] ?? null }, carried);
  }
  const { Resources: resources } = JSON.parse(text.finish().toString());
  return { resources, taken: read.carried.map((carried) => carried !== undefined) };
}

/** The same of an entity that was read as a whole. */
function expected(entity: JsonObject): JsonObject {
  const { r = null, c, l, n } = entity;
  const { x, y } = isJsonObject(n) ? n : {};
  const z = isJsonObject(y) ? y['z'] : undefined;
  return {
    r,
    ...(c === undefined ? {} : { c }),
    ...(l === undefined ? {} : { 'urn:l': l }),
    ...(x === undefined ? {} : { n: { x } }),
    ...(z === undefined ? {} : { m: { 'z"': z } }),
  };
}

/** Some value's text, not always as `JSON.stringify` would write it. */
const { value: spelled, members: spelledMembers } = fc.letrec<{ value: string; members: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    {
      weight: 8,
      arbitrary: fc.constantFrom(
        ...['null', 'true', 'false', '0', '-7', '123456789012345', '[]', '{}', '""', '"Ä€😀"'],
        ...['"http"', '"home"', '"a\\nb"', '"\\"q\\\\"', '"\\\\"'],
      ),
    },
    fc.constantFrom(
      ...['1.5', '-0', '1234567890123456', '"\\u00e9"', '"\\/"', '1e2'],
      ...['"https://h/x"', '"HTTPS:"', '" x"', '"\\n"'],
    ),
    fc.string({ maxLength: 6, unit: 'binary' }).map((text) => JSON.stringify(text.toWellFormed())),
    {
      weight: 2,
      arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((values) => `[${values.join(',')}]`),
    },
    { weight: 2, arbitrary: tie('members').map((inner) => `{${inner}}`) },
  ),
  members: fc
    .array(
      fc.tuple(
        fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom('x', 'y', 'z', 'a', '__proto__', 'constructor', 'é') },
          fc.constantFrom('1', '$ref', '\\u0078'),
        ),
        tie('value'),
      ),
      { maxLength: 4 },
    )
    .map((pairs) => pairs.map(([name, value]) => `"${name}":${value}`).join(',')),
}));
const entity = fc
  .array(
    fc.tuple(
      fc.constantFrom('r', 'c', 'l', 'n', 'n', 'u', 'e', 'c', 'l', 'v', 'w'),
      fc.oneof(
        spelled,
        spelledMembers.map((inner) => `{${inner}}`),
      ),
    ),
    { maxLength: 7 },
  )
  .map((pairs) => `{${pairs.map(([name, value]) => `"${name}":${value}`).join(',')}}`);

/** As it arrives: without the sign of zero. */
const arriving = (entities: readonly JsonObject[] = []) => JSON.parse(JSON.stringify(entities.map(expected)));

const texts = (value: JsonValue | undefined): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
};

describe('a page of which some members are not read', () => {
  it('is written as if they were, whatever is in it and however that is spelled', () => {
    const plan = newPlan();
    fc.assert(
      fc.property(
        fc.array(entity, { minLength: 1, maxLength: 6 }),
        reaching((entities) => {
          const bytes = page(entities.join());
          const { Resources: whole } = JSON.parse(bytes.toString()) as { Resources: JsonObject[] };
          const written = write(bytes, plan);
          if (written === undefined) return false;
          expect(written.resources).toEqual(arriving(whole));
          for (const [index, isTaken] of written.taken.entries()) {
            if (!isTaken) continue;
            const { r: _, ...carried } = written.resources[index] as JsonObject;
            // Links are looked for in what is read.
            expect(texts(carried).filter((text) => /^\s*https?:/i.test(text))).toEqual([]);
            expect(JSON.stringify(carried)).not.toContain('"$ref"');
          }
          return written.taken.some(Boolean);
        }),
      ),
      { numRuns: 3000 },
    );
  });

  it('is read no more leniently than a parser does', () => {
    const plan = newPlan();
    const change = fc.tuple(
      fc.nat(),
      fc.nat(2),
      fc.constantFrom(...['"', ',', '{', '}', '[', ']', ':', '\\', '0', '1', '-', '.', 'e', 't', ' ', '\n']),
    );
    fc.assert(
      fc.property(
        fc.array(entity, { minLength: 1, maxLength: 3 }),
        change,
        reaching((entities, [place, removed, added]) => {
          const bytes = page(entities.join());
          const at = place % (bytes.length + 1);
          const broken = Buffer.concat([
            bytes.subarray(0, at),
            Buffer.from(added),
            bytes.subarray(at + removed),
          ]);
          let whole: { Resources?: JsonObject[] } | undefined;
          try {
            whole = JSON.parse(broken.toString());
          } catch {
            // Broken, then.
          }
          let written: Written | undefined;
          try {
            written = write(broken, plan);
          } catch {
            expect(whole).toBeUndefined();
          }
          if (written !== undefined) expect(written.resources).toEqual(arriving(whole?.Resources));
          return whole === undefined;
        }),
      ),
      { numRuns: 5000 },
    );
  });

  const taken = (text: string, plan = newPlan()) => write(page(text), plan)?.taken;

  it.each([
    ['{"r":1,"c":[{"a":"x","b":2}],"l":"x","n":{"x":{},"y":{"z":null}}}'],
    ['{}'],
    ['{"c":"home","l":-12}'],
    ['{"c":{"a":{"b":1},"b":[{"a":2},{"a":3}]}}'],
    ['{"c":"a\\n\\"b\\"","u":1.25}'],
    ['{"r":"https://backend/","u":"\\u0020https://backend/","c":"Ä"}'],
  ])('takes them out of %s', (text) => expect(taken(text)).toEqual([true]));

  it.each([
    ['a name that stands twice', '{"c":1,"c":2}'],
    ['an object that stands twice', '{"n":{"x":1},"n":{}}'],
    ['a name that stands twice inside', '{"c":{"a":1,"b":2,"a":3}}'],
    ['a name that is a number', '{"c":{"b":1,"0":2}}'],
    ['very many names', `{"c":{${Array.from({ length: 40 }, (_, at) => `"n${at}":1`).join()}}}`],
    ['a reference', '{"c":[{"$ref":"../Users/1"}]}'],
    ['a link', '{"c":"HTTP://backend/"}'],
    ['a blank in front', '{"c":" https://backend/"}'],
    ['an escape in front', '{"c":"\\nhttps://backend/"}'],
    ['an escape that need not be', '{"c":"\\u0041"}'],
    ['a fraction', '{"c":1.50}'],
    ['an exponent', '{"c":1e-02}'],
    ['minus nothing', '{"c":-0}'],
    ['many digits', '{"c":9007199254740993}'],
    ['a list to be unwrapped', '{"l":["x"]}'],
    ['a member that excludes others', '{"e":null}'],
    ['a text in place of an object', '{"n":"x"}'],
  ])('leaves an entity whole for %s', (_, text) => expect(taken(text)).toEqual([false]));

  it('leaves an entity whole that lacks something mandatory', () => {
    const plan = newPlan({ members: members.map((member) => ({ ...member, mandatory: true })) });
    const whole = '{"c":1,"l":1,"n":{"x":1,"y":{"z":1}}}';
    expect(taken(`${whole},{"c":1},${whole}`, plan)).toEqual([true, false, true]);
  });

  it.each([
    ['blanks', '{"c": 1}'],
    ['a name with an escape', '{"\\u0063":1}'],
    ['many levels', `{"c":${'['.repeat(64)}${']'.repeat(64)}}`],
    ['a very long name', `{"${'n'.repeat(300)}":1}`],
    ['values that are no objects', '{},1'],
    ['nothing that could be taken out', Array(8).fill('{"c":1.5}').join()],
  ])('leaves a page alone that has %s', (_, text) => expect(taken(text)).toBeUndefined());

  it.each([
    ['no list', '{"Resources":{}}'],
    ['none', '{"totalResults":0}'],
    ['two lists', '{"Resources":[],"Resources":[]}'],
    ['two of the name', '{"Resources":[],"Resources":1}'],
    ['an escaped one', '{"Resources":[],"Resource\\u0073":[]}'],
    ['a list', '[]'],
    ['nothing', '{}'],
    ['something behind it', '{"Resources":[]} '],
    ['a byte order mark', '\uFEFF{"Resources":[]}'],
    ['more than is read at once', `{"Resources":[],"x":"${'x'.repeat(256 * 1024)}"}`],
  ])('leaves a text alone with %s', (_, text) => expect(write(Buffer.from(text))).toBeUndefined());

  it('keeps apart what it has learnt about names: entities have them in any order', () => {
    const plan = newPlan();
    const names = ['r', 'c', 'l', 'u', 'v', 'w'];
    fc.assert(
      fc.property(fc.array(fc.shuffledSubarray(names), { minLength: 2, maxLength: 5 }), (orders) => {
        const entities = orders.map((order) => Object.fromEntries(order.map((name, at) => [name, at])));
        const written = write(page(entities.map((each) => JSON.stringify(each)).join()), plan);
        expect(written?.resources).toEqual(entities.map(expected));
        expect(written?.taken).toEqual(entities.map(() => true));
      }),
    );
  });

  it('is written in whatever room there is at first', () => {
    const bytes = page('{"r":"€","c":"€€","l":1,"n":{"x":"x","y":{"z":[]}}}');
    const [carried] = readCarrying(bytes, newPlan(), JSON.parse)?.carried ?? [];
    for (let room = 1; room < 100; room += 1) {
      const out = new TextBuffer(room);
      out.text('{"r":"€"}');
      carried?.addTo(out);
      expect(JSON.parse(out.bytes.toString())).toEqual({
        r: '€',
        c: '€€',
        'urn:l': 1,
        n: { x: 'x' },
        m: { 'z"': [] },
      });
    }
  });

  it('remembers a bounded number of names', () => {
    const plan = new ObjectPlan();
    for (let at = 0; at < 256; at += 1) plan.named(`n${at}`);
    expect(plan.named('n255')).toBe(plan.named('n255'));
    expect(plan.named('another')).not.toBe(plan.named('another'));
  });

  it('holds on to no more names than it remembers, whatever a backend calls its members', () => {
    const plan = newPlan();
    const names = Array.from({ length: 1000 }, (_, at) => `"${at}":1`);
    for (let from = 0; from < 500; from += 100) write(page(`{"r":1,${names.slice(from).join()}}`), plan);
    const held = new Set();
    for (let name = plan.entity.first; name !== undefined && !held.has(name); name = name.next)
      held.add(name);
    expect(held.size).toBeLessThanOrEqual(256);
  });
});
