/** The pages of the documentation: README.md, CONTRIBUTING.md and docs/. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface Page {
  /** Relative to the root of the project. */
  readonly name: string;
  readonly text: string;
}

export function page(name: string): Page {
  return { name, text: readFileSync(join(ROOT, name), 'utf8') };
}

export const pages: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map(page);

export interface Block {
  readonly page: string;
  readonly line: number;
  /** What stands behind the opening fence. */
  readonly info: string;
  readonly text: string;
}

/** Fenced blocks. */
export function blocksOf({ name, text }: Page): Block[] {
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(
    ({ index, 1: info = '', 2: content = '' }) => ({
      page: name,
      line: lineAt(text, index),
      info,
      text: content,
    }),
  );
}

export interface Span {
  readonly page: string;
  readonly line: number;
  readonly text: string;
}

/** Texts in backticks, outside of blocks. */
export function spansOf({ name, text }: Page): Span[] {
  const plain = text.replace(/^```.*\n[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, ''));
  return [...plain.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(({ index, 1: content = '' }) => ({
    page: name,
    line: lineAt(plain, index),
    text: content,
  }));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
