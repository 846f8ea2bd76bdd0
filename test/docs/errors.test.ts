/** docs/errors.md has every code of the sources and no other; what it and docs/troubleshooting.md quote, the sources say. */
import { describe, expect, it } from 'vitest';
import { codesInSources, detailsInSources } from './errors.ts';
import { isSaid } from './names.ts';
import { page, spansOf } from './pages.ts';

const errors = page('docs/errors.md');
const documented = [...errors.text.matchAll(/^### `([A-Z_\d]+)`$/gm)].map(([, code = '']) => code);

/** What somebody says is at least so many words. */
const FEWEST_WORDS = 3;
const piecesOf = (quote: string) =>
  quote
    .split('…')
    .map((piece) => piece.trim().replace(/^[^\w"]+|[^\w).]+$/g, ''))
    .filter((piece) => piece.split(/\s+/).length >= FEWEST_WORDS);

const quotesOf = (name: string) =>
  [...new Set(spansOf(page(name)).map(({ text }) => text))].filter((text) => piecesOf(text).length > 0);
const quotes = quotesOf('docs/errors.md');
const symptoms = quotesOf('docs/troubleshooting.md');

describe('codes', () => {
  it('are many', () => {
    expect(codesInSources().length).toBeGreaterThan(30);
  });

  it('of the sources are documented, and no others', () => {
    expect(documented.toSorted()).toEqual(codesInSources());
  });
});

describe('sentences', () => {
  it('are many', () => {
    expect(quotes.length).toBeGreaterThan(120);
    expect(symptoms.length).toBeGreaterThan(50);
  });

  it.each([...new Set([...quotes, ...symptoms])])('is said: %s', (quote) => {
    expect(piecesOf(quote).filter((piece) => !isSaid(piece.replace(/^"/, '')))).toEqual([]);
  });

  it('of the proxy itself are documented', () => {
    const details = detailsInSources().filter(({ text }) => piecesOf(text).length > 0);
    expect(details.length).toBeGreaterThan(100);
    const isDocumented = (text: string) =>
      quotes.some((quote) => piecesOf(quote).every((piece) => text.includes(piece)));
    const missing = details.filter(({ text }) => !isDocumented(text));
    expect(missing.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
  });
});
