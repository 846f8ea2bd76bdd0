/** The URN of an extension without quotes, where a path or a condition cannot be read with it. */
import { withoutLiterals } from '../characters.ts';
import type { Problem } from '../findings.ts';

/** The name of a schema as SCIM and SAP write it, or else anything without dots. */
const URN = /\burn:[\w:.-]+:\d+\.\d+:\p{Lu}\w*|\burn:[\w:-]+/iu;

/** @param text that does not compile */
export function unquotedUrnProblem(what: 'condition' | 'path', text: string): Problem | undefined {
  const [urn] = URN.exec(withoutLiterals(text)) ?? [];
  if (urn === undefined) return undefined;
  return {
    rule: 'dotted-urn',
    severity: 'error',
    message: `in this ${what} the URN ${urn} stands without quotes`,
    fix: `write $['${urn}'] in front of its attributes`,
  };
}
