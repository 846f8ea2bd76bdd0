/** Cursors as texts: what makes them, and what is refused of those that come back. */
import { describe, expect, it } from 'vitest';
import { CURSOR_TIMEOUT, type CursorScope, Cursors } from '../../../src/proxy/cursor/cursors.ts';
import { ownKey } from '../../../src/proxy/cursor/keys.ts';
import { LONGEST_NATIVE, type Position } from '../../../src/proxy/cursor/position.ts';
import { fc, reaching } from '../../support/property.ts';

const SCOPE: CursorScope = { place: ['s-1', 'Users'], query: ['userName sw "secret-name"', '', ''] };
const FIRST: Position = { kind: 'index', startIndex: 26, before: 25, most: 0 };

const positions: fc.Arbitrary<Position> = fc.oneof(
  fc.record({
    kind: fc.constant('index' as const),
    startIndex: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    before: fc.integer({ min: 0, max: 100 }),
    most: fc.integer({ min: 0, max: 100 }),
  }),
  fc.record({
    kind: fc.constant('native' as const),
    cursor: fc.string({ minLength: 1, maxLength: 600, unit: 'grapheme' }),
    steps: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  }),
);

async function issue(cursors: Cursors, position = FIRST, scope = SCOPE): Promise<string> {
  return (await cursors.maker(scope))(position);
}

const refusal = (scimType: string, detail: RegExp) => ({
  status: 400,
  scimType,
  message: expect.stringMatching(detail),
});

describe('RFC 9865 §2: a cursor', () => {
  it('leads where it was made for, in characters that need no encoding', async () => {
    const cursors = new Cursors();
    await fc.assert(
      fc.asyncProperty(
        positions,
        reaching(async (position) => {
          const text = await issue(cursors, position);
          expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
          expect(await cursors.open(text, SCOPE)).toEqual(position);
          return position.kind === 'index' ? position.startIndex > 1 : /[^\w-]/.test(position.cursor);
        }),
      ),
    );
  });

  it('is short enough for any URL, with the longest of a backend in it', async () => {
    const cursors = new Cursors();
    const position = { kind: 'native', cursor: 'x'.repeat(LONGEST_NATIVE), steps: 1 } as const;
    const text = await issue(cursors, position);
    expect(text.length).toBeLessThan(3000);
    expect(await cursors.open(text, SCOPE)).toEqual(position);
  });

  it('has nothing in it of the filter, the system or the key', async () => {
    const text = await issue(new Cursors());
    const bytes = Buffer.from(text, 'base64url').toString('latin1');
    for (const word of ['secret', 'userName', 's-1', 'Users']) expect(bytes).not.toContain(word);
    expect(text).toHaveLength(64);
  });
});

describe('RFC 9865 §2.1: invalidCursor', () => {
  it('for every change of a single bit, of the text and of the bytes', async () => {
    const cursors = new Cursors();
    await fc.assert(
      fc.asyncProperty(
        positions,
        fc.nat(),
        reaching(async (position, at) => {
          const text = await issue(cursors, position);
          for (const kind of ['latin1', 'base64url'] as const) {
            const bytes = Buffer.from(text, kind);
            const bit = at % (bytes.length * 8);
            bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
            await expect(cursors.open(bytes.toString(kind), SCOPE)).rejects.toMatchObject({
              status: 400,
              scimType: 'invalidCursor',
            });
          }
          return position.kind === 'index' || position.cursor.length > 1;
        }),
      ),
      { numRuns: 1000 },
    );
  });

  it('for each bit of one cursor', async () => {
    const cursors = new Cursors();
    const text = await issue(cursors);
    const whole = Buffer.from(text, 'base64url');
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(cursors.open(bytes.toString('base64url'), SCOPE)).rejects.toMatchObject({
        scimType: 'invalidCursor',
      });
    }
  });

  it.each<[string, (text: string) => string]>([
    ['cut off', (text) => text.slice(0, -1)],
    ['longer', (text) => `${text}A`],
    ['padded', (text) => `${text}=`],
    ['with a blank', (text) => `${text} `],
    ['with a character that decoders pass over', (text) => `${text.slice(0, 5)}.${text.slice(5)}`],
    ['two of them', (text) => text + text],
    ['no cursor at all', () => 'initial'],
    ['a blank', () => ' '],
    ['much too long', () => 'A'.repeat(1_000_000)],
    ['other letters', () => 'ä'.repeat(80)],
  ])('for one that is %s', async (_, change) => {
    const cursors = new Cursors();
    const text = change(await issue(cursors));
    await expect(cursors.open(text, SCOPE)).rejects.toMatchObject(
      refusal('invalidCursor', /Start again with an empty cursor\.$/),
    );
  });

  it('for bits that its last character has too many', async () => {
    const cursors = new Cursors();
    const text = await issue(cursors, { kind: 'native', cursor: 'a', steps: 1 });
    expect(text.length % 4).not.toBe(0);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const last of alphabet) {
      const other = text.slice(0, -1) + last;
      if (other !== text) await expect(cursors.open(other, SCOPE)).rejects.toThrow('cursor');
    }
  });

  it.each<[string, CursorScope, RegExp]>([
    ['another system', { ...SCOPE, place: ['s-2', 'Users'] }, /another endpoint or another system/],
    ['another endpoint', { ...SCOPE, place: ['s-1', 'Groups'] }, /another endpoint or another system/],
    ['names that only together are the same', { ...SCOPE, place: ['s-1U', 'sers'] }, /another endpoint/],
    ['another filter', { ...SCOPE, query: ['', '', ''] }, /another filter, sortBy or sortOrder/],
    ['another order', { ...SCOPE, query: [SCOPE.query[0] ?? '', '', 'descending'] }, /another filter/],
  ])('for one of %s', async (_, scope, detail) => {
    const cursors = new Cursors();
    const text = await issue(cursors);
    await expect(cursors.open(text, scope)).rejects.toMatchObject(refusal('invalidCursor', detail));
  });

  it('for one of a process that nobody knows any more', async () => {
    const text = await issue(new Cursors());
    await expect(new Cursors().open(text, SCOPE)).rejects.toMatchObject(
      refusal('invalidCursor', /a process of the proxy that has ended.*Start again/),
    );
  });
});

it('RFC 9865 §2.1: expiredCursor, after the time that is announced and not before', async () => {
  let now = 1_700_000_000_999;
  const cursors = new Cursors(ownKey(), () => now);
  const text = await issue(cursors);
  now += CURSOR_TIMEOUT * 1000;
  expect(await cursors.open(text, SCOPE)).toEqual(FIRST);
  now += 1000;
  await expect(cursors.open(text, SCOPE)).rejects.toMatchObject(
    refusal('expiredCursor', /expired: it is good for 3600 seconds/),
  );
});
