/** The texts that one run of a transformation must not show, which grow: what is made of a secret is one as well. */
import { isScalar, scalarText } from '../functions/text.ts';
import type { Value } from '../functions/types.ts';
import { isMap } from '../objects.ts';
import { reveals } from './secrets.ts';

/** What is nested more deeply is not shown. */
const MAX_DEPTH = 100;

export class HiddenTexts {
  readonly all: string[] = [];
  readonly #known = new Set<string>();
  readonly #tell: ((text: string) => void) | undefined;

  /** @param tell gets each of them once */
  constructor(texts: readonly string[], tell: ((text: string) => void) | undefined) {
    this.#tell = tell;
    for (const text of texts) this.#add(text);
  }

  /** All texts and numbers in the value. */
  add(value: Value | undefined): void {
    for (const text of textsIn(value)) this.#add(text);
  }

  /** Whether one of them is in the value. */
  isIn(value: Value | undefined): boolean {
    if (this.all.length === 0) return false;
    for (const text of textsIn(value)) {
      if (this.all.some((hidden) => reveals(text, hidden))) return true;
    }
    return false;
  }

  #add(text: string): void {
    if (text === '' || this.#known.has(text)) return;
    this.#known.add(text);
    this.all.push(text);
    this.#tell?.(text);
  }
}

function* textsIn(value: Value | undefined, depth = 0): Iterable<string> {
  if (value === undefined || value === null || typeof value === 'boolean' || depth > MAX_DEPTH) return;
  if (isScalar(value)) yield scalarText(value);
  else if (Array.isArray(value)) for (const element of value) yield* textsIn(element, depth + 1);
  else if (isMap(value)) for (const name of Object.keys(value)) yield* textsIn(value[name], depth + 1);
}
