/** Cursors (RFC 9865): first pages, walked on, made up, tampered with, and taken to where they do not belong. */
import { pick, type Random, randomHex, randomInteger } from '../../../src/sandbox/kit/random.ts';
import type { Draft } from './draft.ts';
import type { Known, KnownCursor } from './entities.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Finds nobody; what is asked with it is another list than any that a cursor was given for. */
const OTHER = `userName%20sw%20%22another-list%22`;
const FIRST = ['', '&filter=userName%20pr', '&sortBy=userName', '&filter=active%20eq%20true&sortBy=id'];

export function cursorRequest(random: Random, system: string, { cursors }: Known): Draft {
  const endpoint = pick(random, ['Users', 'Users', 'Groups'] as const);
  const ask = (query: string, name: string, mustFail = false): Draft => ({
    name: `GET with ${name}`,
    method: 'GET',
    path: query,
    mustFail,
  });
  if (cursors.length === 0 || random() < 0.2) {
    return ask(
      `${endpoint}?cursor=&count=${1 + randomInteger(random, 5)}${pick(random, FIRST)}`,
      'a first cursor',
    );
  }
  const known = pick(random, cursors);
  const at = (cursor: string) => `${known.endpoint}?cursor=${cursor}&count=3${known.rest}`;
  switch (randomInteger(random, 5)) {
    case 0:
      // Of another system it is out of place.
      return ask(at(known.cursor), 'a cursor', known.system !== system);
    case 1:
      return ask(`${endpoint}?cursor=${madeUp(random)}&count=3`, 'a cursor made up', true);
    case 2: {
      const cursor = tampered(random, known, pick(random, cursors));
      return ask(at(cursor), 'a cursor tampered with', cursor !== known.cursor);
    }
    case 3:
      return ask(
        `${known.endpoint}?cursor=${known.cursor}&filter=${OTHER}`,
        'the cursor of another list',
        true,
      );
    default: {
      const other = known.endpoint === 'Users' ? 'Groups' : 'Users';
      return ask(`${other}?cursor=${known.cursor}`, 'the cursor of another endpoint', true);
    }
  }
}

function madeUp(random: Random): string {
  return pick(random, [
    randomHex(random, 64),
    Buffer.from(`{"v":1,"startIndex":${randomInteger(random, 100)}}`).toString('base64url'),
    Array.from({ length: randomInteger(random, 300) + 1 }, () => pick(random, [...ALPHABET])).join(''),
    '.'.repeat(randomInteger(random, 20) + 1),
    'A'.repeat(4_000),
    '%00',
    '1',
    'null',
    'e30.e30.e30',
  ]);
}

/** Never in its last character alone: of that, not every bit has to mean something. */
function tampered(random: Random, { cursor }: KnownCursor, other: KnownCursor): string {
  const at = randomInteger(random, Math.max(1, cursor.length - 2));
  const half = cursor.length >> 1;
  switch (randomInteger(random, 7)) {
    case 0:
      return `${cursor.slice(0, at)}${cursor.slice(at + 1)}`;
    case 1:
      return cursor.slice(0, half);
    case 2:
      return `${cursor}${pick(random, ['A', 'AAAA', '.', cursor])}`;
    case 3:
      return `${cursor.slice(0, half)}${other.cursor.slice(half)}`;
    case 4:
      return cursor.toLowerCase();
    default:
      return `${cursor.slice(0, at)}${pick(random, [...ALPHABET])}${cursor.slice(at + 1)}`;
  }
}
