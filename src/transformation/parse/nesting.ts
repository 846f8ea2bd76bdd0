/** How deep JSON is nested, found out before recursive parsers get to see it. */
import { createScanner } from 'jsonc-parser';

/** @returns offset of what is nested too deep; works on tokens, so that the nesting costs no stack */
export function excessiveNesting(text: string, most: number): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const offset = scanner.getTokenOffset();
    const first = text[offset];
    if (first === '{' || first === '[') depth += 1;
    else if (first === '}' || first === ']') depth -= 1;
    if (depth > most) return offset;
  }
  return undefined;
}
