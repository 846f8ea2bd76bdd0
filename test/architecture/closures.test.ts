import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const src = join(root, 'src');
/** They run once, or never in a proxy. */
const OTHERS = ['cli', 'sandbox'];

/**
 * V8 makes a function that is written right behind `x.y =` in old space, as if it were there to stay: whatever it sees, all of
 * a request, is kept until the next full collection, and so is what comes after it. Behind `const f =` it is made as others are.
 */
const KEPT =
  /[\w\])](?:\??\.#?\w+|\[[^\]='"]+\])\s*(?:\?\?|\|\||&&)?=\s*(?:async\s+)?(?:function\b|\w+\s*=>|\((?:[^()]|\([^()]*\))*\)\s*(?::[^=;{]+)?=>)/g;

function found(text: string): string[] {
  return text.match(KEPT) ?? [];
}

describe('functions written where they are put into an object', () => {
  it.each([
    'state.onStop = () => {',
    'this.#ended = (outcome) => {',
    'this.read =\n  async (id: string) => {',
    'socket.write = function (',
    'map[key] = value => value',
    'this.#read ??= (): Promise<void> => {',
    'a?.b.c = (f: (x: number) => void) => {',
  ])('are found: %s', (text) => {
    expect(found(text)).not.toEqual([]);
  });

  it.each([
    'const onStop = () => {',
    'state.onStop = onStop;',
    '  readonly #onAbort = () => {',
    'this.total = list.filter((each) => each > 1).length;',
    'if (a.b === (c)) list.map((each) => each);',
    "function f(wait: Options['wait'] = (time) => time)",
    'a.b = (c + d) * e;\nconst f = (g) => g;',
  ])('are not taken for others: %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('are nowhere in what runs for a request', () => {
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !OTHERS.some((room) => file.startsWith(`${room}/`)))
      .map((file) => join(src, file));
    const all = files.flatMap((file) =>
      found(readFileSync(file, 'utf8')).map((what) => `${relative(root, file)}: ${what}`),
    );
    expect(files.length).toBeGreaterThan(500);
    expect(all).toEqual([]);
  });
});
