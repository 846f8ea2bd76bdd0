/** `\R`: a carriage return with a line feed counts as one, if what follows can match then. */
import type { Node } from './ast.ts';
import { Charset } from './charset.ts';

function set(...codes: number[]): Node {
  return { kind: 'set', set: Charset.of(...codes) };
}

export const LINE_BREAK: Node = {
  kind: 'choice',
  nodes: [
    { kind: 'sequence', nodes: [set(0x0d), set(0x0a)] },
    set(0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0x2028, 0x2029),
  ],
};
