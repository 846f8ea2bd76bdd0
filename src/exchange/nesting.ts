/** How deep JSON may be nested before recursive parsers get to see it. */
import { createScanner } from 'jsonc-parser';

/** That of transformations, and the few levels of a list of systems around them. */
export const MAX_NESTING = 110;

/** @returns offset of what is nested too deep; works on tokens, so that the nesting costs no stack */
export function tooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const offset = scanner.getTokenOffset();
    const first = text[offset];
    if (first === '{' || first === '[') depth += 1;
    else if (first === '}' || first === ']') depth -= 1;
    if (depth > MAX_NESTING) return offset;
  }
  return undefined;
}
