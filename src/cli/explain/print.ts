/** An explanation for people. */
import { styleText } from 'node:util';
import type {
  EntityExplanation,
  ExplainedRun,
  ListExplanation,
} from '../../explain/explanation/explanation.ts';
import type { RecordedRequest } from '../../explain/rehearsal/recording.ts';
import { cut, printable, terminalWidth } from '../print/table.ts';
import { conditionLine, traceTable } from '../print/trace-table.ts';

/** Ids of hidden entities that a line has. */
const MOST_IDS = 20;

/** Colours only where the stream is a terminal that has them. */
export function explanationLines(
  explanation: EntityExplanation | ListExplanation,
  stream: NodeJS.WriteStream,
): string[] {
  const width = terminalWidth(stream);
  const title = (text: string) => styleText('bold', text, { stream });
  const { summary, requests, response } = explanation;
  const lines = [printable(summary), ''];
  if ('ends' in explanation) {
    const { transformation, leftOut = [] } = explanation;
    if (transformation !== undefined) lines.push(...runLines(transformation, width, title), '');
    if (leftOut.length > 0)
      lines.push(`Left out by attributes or excludedAttributes: ${leftOut.join(', ')}`, '');
  } else {
    for (const { place, ids } of explanation.hidden) {
      const more = ids.length > MOST_IDS ? `, and ${ids.length - MOST_IDS} more (--json has all)` : '';
      lines.push(title(`hidden at ${place}`), printable(`  ${ids.slice(0, MOST_IDS).join(', ')}${more}`), '');
    }
  }
  if (requests.length > 0) {
    lines.push(
      title('requests to the backend, in order'),
      ...requests.flatMap((request) => requestLines(request, width)),
      '',
    );
  }
  if (response !== undefined) {
    lines.push(title(`the client gets ${response.status}`));
    for (const warning of response.warnings) lines.push(printable(`  warning: ${warning}`));
    if (response.body !== undefined && 'ends' in explanation) lines.push(...indented(response.body));
  }
  return lines;
}

function runLines(
  { file, direction, operation, condition, mappings }: ExplainedRun,
  width: number,
  title: (text: string) => string,
): string[] {
  const name = file ?? `the ${direction} transformation`;
  const lines = [title(printable(`${name} (${operation})`))];
  if (condition !== undefined) lines.push(printable(conditionLine(`line ${condition.line}`, condition)));
  if (mappings.length > 0) lines.push(...traceTable(mappings, width));
  return lines;
}

/** A read on one line; a write with all that would be sent. */
function requestLines(
  { method, url, headers, body, sent, status, note }: RecordedRequest,
  width: number,
): string[] {
  const outcome = sent ? `${status ?? 'no answer'}` : 'not sent';
  const line = `  ${method} ${url}: ${outcome}${note === undefined ? '' : ` (${note})`}`;
  if (sent) return [cut(printable(line), width)];
  return [
    printable(line),
    ...Object.entries(headers).map(([name, value]) => printable(`    ${name}: ${value}`)),
    ...(body === undefined ? [] : indented(body)),
  ];
}

function indented(value: unknown): string[] {
  return JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => `    ${printable(line)}`);
}
