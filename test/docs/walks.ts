/**
 * Pages that lead through something: their files (fences such as `jsonc ipsproxy.jsonc`) and their commands (`sh walk`), in
 * the order of the page.
 */
import { blocksOf, type Page } from './pages.ts';

export type Step =
  | { readonly kind: 'file'; readonly place: string; readonly name: string; readonly text: string }
  | { readonly kind: 'variable'; readonly place: string; readonly name: string; readonly value: string }
  | { readonly kind: 'command'; readonly place: string; readonly text: string };

const FILE = /^(?:jsonc?|yaml) (\S+\.(?:jsonc?|yaml))$/;
const VARIABLE = /^export (\w+)='(.*)'$/;

export function stepsOf(page: Page): Step[] {
  return blocksOf(page).flatMap((block): Step[] => {
    const place = `${page.name}:${block.line}`;
    const [, name] = FILE.exec(block.info) ?? [];
    if (name !== undefined) return [{ kind: 'file', place, name, text: block.text }];
    return block.info === 'sh walk' ? commandsIn(block.text).map((text) => stepOf(text, place)) : [];
  });
}

/** A line that ends with a backslash goes on. */
function commandsIn(text: string): string[] {
  return text
    .replace(/ \\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function stepOf(text: string, place: string): Step {
  const [, name, value = ''] = VARIABLE.exec(text) ?? [];
  return name === undefined ? { kind: 'command', place, text } : { kind: 'variable', place, name, value };
}
