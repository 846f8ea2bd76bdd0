/** What the mappings of a transformation did, as a table. */
import type { LookedAt, MappingTrace, Trace } from '../../transformation/index.ts';
import { tableLines } from './table.ts';

const TITLES = ['line', 'source', 'target', 'what happened', 'value'] as const;

/** @param width characters of a line */
export function traceTable(mappings: readonly MappingTrace[], width: number): string[] {
  return tableLines(TITLES, mappings.map(rowOf), width);
}

function rowOf(mapping: MappingTrace): string[] {
  const { line, source = '', targetPath, targetVariable, outcome, reason, functions = [] } = mapping;
  const target = [targetPath, targetVariable === undefined ? undefined : `\${${targetVariable}}`];
  const applied = functions.filter(({ skipped }) => skipped === undefined).map(({ name }) => name);
  const happened = [
    outcome,
    ...(applied.length === 0 ? [] : [applied.join(', ')]),
    ...(reason === undefined ? [] : [reason]),
  ];
  return [
    String(line),
    shortened(source),
    shortened(target.filter((each) => each !== undefined).join(' ')),
    shortened(happened.join(': ')),
    shownValue(mapping),
  ];
}

/** What all extensions of SCIM begin with tells nothing: `urn:…:sap:2.0:User`. */
function shortened(text: string): string {
  return text.replace(/urn:(?:[\w.-]+:)+(?=[\w.-]+:[\d.]+:\w)/g, 'urn:…:');
}

/** Before and after, where functions changed it; what a condition looked at, where that was false. */
function shownValue({ input, output, lookedAt = [] }: MappingTrace): string {
  if (lookedAt.length > 0) return lookedAtText(lookedAt);
  const [before, after] = [input, output].map((value) => (value === undefined ? '' : JSON.stringify(value)));
  if (before === after || after === '') return before ?? '';
  return before === '' ? (after ?? '') : `${before} → ${after}`;
}

/** `condition tx/read.json:3: $.userType == 'employee' is false: $.userType = "external"` */
export function conditionLine(
  place: string,
  { text, result, lookedAt }: NonNullable<Trace['condition']>,
): string {
  const values = lookedAt.length === 0 ? '' : `: ${lookedAtText(lookedAt)}`;
  return `condition ${place}: ${text} is ${result}${values}`;
}

/** `$.userType = "external", $.title is not there` */
function lookedAtText(lookedAt: readonly LookedAt[]): string {
  return lookedAt
    .map(({ path, value }) =>
      value === undefined ? `${path} is not there` : `${path} = ${JSON.stringify(value)}`,
    )
    .join(', ');
}
