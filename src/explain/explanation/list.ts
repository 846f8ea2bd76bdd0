/** How many entities of a page clients do not see, which, and why. */
import type { RawQuery } from '../../proxy/types.ts';
import { printFilter } from '../../scim/filter-print.ts';
import type { JsonObject } from '../../scim/json.ts';
import { failureText } from '../../transformation/index.ts';
import type { ClientAnswer } from '../client-answer.ts';
import { detailOf } from '../client-answer.ts';
import type { Observations, ObservedRun } from '../observed/observed-system.ts';
import type { HiddenEntities, ListExplanation } from './explanation.ts';
import { place } from './run.ts';

type Found = Omit<ListExplanation, 'schemas' | 'system' | 'endpoint' | 'entityType' | 'requests'>;

export function explainList({ reads, runs }: Observations, query: RawQuery, response: ClientAnswer): Found {
  const read = reads.findLast((each) => each.kind === 'list');
  const page = read?.kind === 'list' ? read.page : undefined;
  const given = page?.entities.length ?? 0;
  const ofRead = runs.filter(({ options }) => options.operation === 'read');
  const hidden = hiddenBy(ofRead);
  const shown = ofRead.filter(({ result }) => result.status === 'transformed').length;
  const [startIndex, count] = [numberOf(query['startIndex'], 1), numberOf(query['count'], 100)];
  const total = page?.total;
  const next = startIndex + (page?.read ?? given);
  const isMore = given > 0 && (total === undefined || next <= total);
  const asked = query['filter'];
  return {
    summary: summaryOf({ given, shown, hidden, total, startIndex }, response),
    ...(typeof asked === 'string'
      ? {
          filter: {
            asked,
            sent: read?.kind === 'list' && read.filter !== undefined ? printFilter(read.filter) : undefined,
          },
        }
      : {}),
    startIndex,
    count,
    read: given,
    ...(total === undefined ? {} : { total }),
    ...(isMore ? { nextStartIndex: next } : {}),
    shown,
    hidden,
    response,
  };
}

/** Grouped by the condition or the mapping. */
function hiddenBy(runs: readonly ObservedRun[]): HiddenEntities[] {
  const groups = new Map<string, { first: ObservedRun; ids: string[] }>();
  for (const run of runs) {
    const { result } = run;
    if (result.status === 'transformed') continue;
    const key = result.status === 'filtered' ? '' : `${result.mapping}\n${result.path}\n${result.reason}`;
    const id = String((run.input as JsonObject)['id'] ?? 'without id');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: run, ids: [id] });
    else group.ids.push(id);
  }
  return [...groups.values()].map(({ first, ids }) => ({ ...reasonOf(first), count: ids.length, ids }));
}

function reasonOf({
  transformation,
  result,
}: ObservedRun): Pick<HiddenEntities, 'ends' | 'place' | 'reason'> {
  const { conditionLine } = transformation;
  if (result.status !== 'failed') {
    return {
      ends: 'filtered',
      place: place(transformation, conditionLine),
      reason: transformation.condition ?? '',
    };
  }
  const failed = result.trace?.mappings.at(-1);
  const line = failed?.outcome === 'failed' ? failed.line : conditionLine;
  return { ends: 'failed', place: place(transformation, line), reason: failureText(result) };
}

/** How many are hidden, and why; a sentence. */
export function hiddenSentence({ ends, count, place, reason }: HiddenEntities): string {
  return ends === 'filtered'
    ? `${count} do not meet the condition at ${place}: ${reason}.`
    : `${count} cannot be shown: ${reason}.`;
}

interface Counts extends Pick<ListExplanation, 'shown' | 'hidden' | 'total' | 'startIndex'> {
  readonly given: number;
}

function summaryOf({ given, shown, hidden, total, startIndex }: Counts, response: ClientAnswer): string {
  if (response.status >= 400) return detailOf(response) ?? '';
  if (given === 0) return 'The backend gives nothing for this page.';
  const last = startIndex + given - 1;
  const of = total === undefined ? '' : ` of ${total}`;
  const sentences = [
    `The backend gives entities ${startIndex} to ${last}${of}; clients see ${shown} of them.`,
  ];
  sentences.push(...hidden.map(hiddenSentence));
  return sentences.join(' ');
}

function numberOf(text: string | readonly string[] | undefined, fallback: number): number {
  return typeof text === 'string' ? Number(text) : fallback;
}
