/** What `validate` says to people. */
import { readFile } from 'node:fs/promises';
import { styleText } from 'node:util';
import type { DeletionGuardSettings } from '../../config/deletion-guard-schema.ts';
import type { LoadedConfiguration } from '../../config/load.ts';
import { formatProblem, type Problem } from '../../config/problem.ts';
import { placeOf, serverOf } from '../../server/start-log.ts';
import { printable } from '../print/table.ts';
import type { CheckedSystem, CheckedTokens } from './check.ts';
import { FramedText, type FrameLine } from './code-frame.ts';
import type { OnlineResult } from './online.ts';
import type { StateResult } from './online-state.ts';
import type { ShownProperty } from './properties.ts';

/** Larger files have no frames. */
const LARGEST = 2 * 1024 * 1024;
/** Characters of a value that are shown. */
const LONGEST_VALUE = 60;
const COLOURS = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

type Stream = NodeJS.WriteStream;

/** Each problem with the lines that it is about. Colours only where the stream is a terminal that has them. */
export async function problemLines(problems: readonly Problem[], stream: Stream): Promise<string[]> {
  const texts = new Map<string, FramedText | undefined>();
  const lines: string[] = [];
  for (const problem of problems) {
    const { file, line, column, severity } = problem;
    if (!texts.has(file)) texts.set(file, await framedText(file));
    const frame = texts.get(file)?.frame(line, column);
    const plain = formatProblem(problem);
    const label = `: ${severity}: `;
    const at = plain.indexOf(label);
    const severityInColour = styleText(COLOURS[severity], label.trim().slice(2), { stream });
    lines.push(`${plain.slice(0, at)}: ${severityInColour} ${plain.slice(at + label.length)}`);
    for (const each of frame?.lines ?? []) lines.push(frameLine(each, COLOURS[severity], stream));
  }
  return lines;
}

/** `undefined` where the file cannot be shown: what is wrong then has been said. */
async function framedText(file: string): Promise<FramedText | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    return text.length > LARGEST ? undefined : new FramedText(text);
  } catch {
    return undefined;
  }
}

function frameLine(
  { number, text, isMarked }: FrameLine,
  colour: 'red' | 'yellow' | 'cyan',
  stream: Stream,
): string {
  const gutter = `${isMarked && number !== undefined ? '>' : ' '} ${String(number ?? '').padStart(5)} | `;
  const body = isMarked && number === undefined ? styleText(colour, text, { stream }) : text;
  return `${styleText('dim', gutter, { stream })}${body}`.trimEnd();
}

/** What will be served, to whom, from which files; and what the backends said, where they were asked. */
export function systemLines(
  systems: readonly CheckedSystem[],
  online: ReadonlyMap<string, readonly OnlineResult[]> | undefined,
  stream: Stream,
): string[] {
  return systems.flatMap((system) => {
    const { id, type, name, status } = system;
    const title = `${styleText('bold', id, { stream })} (${type}${name === id ? '' : `, ${printable(name)}`})`;
    if (status !== 'serving')
      return [`${title}: ${status === 'disabled' ? 'disabled' : 'left out; the errors above say why'}`];
    const { url, endpoints = [], transformations, technicalUsers = [] } = system;
    const users =
      technicalUsers.length === 0 ? 'nobody: no technical user may call it' : technicalUsers.join(', ');
    return [
      title,
      row('URL', `${url}`),
      row('endpoints', endpoints.join(', ')),
      row('read', `${transformations?.read}`),
      row('write', `${transformations?.write}`),
      row('may call', printable(users)),
      ...boundRows(system),
      ...propertyRows(system),
      ...(online?.get(id) ?? []).map(({ endpoint, ok, message }) =>
        row(endpoint, verdict(ok, message, stream)),
      ),
    ];
  });
}

/** How much clients may do with it. */
function boundRows({ limits, deletionGuard }: CheckedSystem): string[] {
  const { requestsPerMinute, concurrency, queue } = limits ?? {};
  const asked = [
    ...(requestsPerMinute === undefined ? [] : [`${requestsPerMinute} requests a minute`]),
    ...(concurrency === undefined ? [] : [`${concurrency} at once`]),
    ...(queue === undefined ? [] : [`${queue} of each user wait`]),
  ];
  return [
    ...(asked.length === 0 ? [] : [row('limits', asked.join(', '))]),
    ...(deletionGuard === undefined ? [] : [row('guard', guardWords(deletionGuard))]),
  ];
}

/** One, and several of them. */
const LOSSES = {
  deletions: ['deletion', 'deletions'],
  deactivations: ['deactivation', 'deactivations'],
  membershipRemovals: ['removal of a member', 'removals of members'],
} as const;

/** `at most 50 or 5 % deletions, at most 100 deactivations in 86400 seconds` */
function guardWords(guard: DeletionGuardSettings): string {
  if (guard.appendOnly) return 'nothing is deleted, deactivated or taken out of groups';
  const limits = (['deletions', 'deactivations', 'membershipRemovals'] as const).flatMap((kind) => {
    const { atMost, share } = guard[kind] ?? {};
    const amounts = [
      ...(atMost === undefined ? [] : [`${atMost}`]),
      ...(share === undefined ? [] : [`${Number((share * 100).toFixed(4))} %`]),
    ];
    const [one, several] = LOSSES[kind];
    const what = atMost === 1 && share === undefined ? one : several;
    return amounts.length === 0 ? [] : [`at most ${amounts.join(' or ')} ${what}`];
  });
  return `${limits.join(', ')} in ${guard.period} seconds`;
}

export function tokenLines(oauth: CheckedTokens | undefined): string[] {
  if (oauth === undefined) return [];
  const { issuer, issuers } = oauth;
  return [
    ...(issuer === undefined ? [] : [`Access tokens are issued as ${printable(issuer)}.`]),
    ...issuers.map((each) => `Access tokens of ${printable(each)} are accepted.`),
  ];
}

function verdict(ok: boolean, message: string, stream: Stream): string {
  const word = ok ? styleText('green', 'ok', { stream }) : styleText('red', 'failed', { stream });
  return `${word}: ${printable(message)}`;
}

/** Where is written down what outlives a request; and what the server of `state` said, where it was asked. */
export function recordLines(
  { state, audit, tracing }: Pick<LoadedConfiguration, 'state' | 'audit' | 'tracing'>,
  answer: StateResult | undefined,
  stream: Stream,
): string[] {
  return [
    ...(state.kind === 'folder' ? [`State is kept in the folder ${printable(state.folder)}.`] : []),
    ...(state.kind === 'valkey'
      ? [`State is shared by all instances at ${printable(serverOf(state))}.`]
      : []),
    ...(answer === undefined ? [] : [row('state', verdict(answer.ok, answer.message, stream))]),
    ...(audit === undefined ? [] : [`The audit log is written to ${printable(placeOf(audit))}.`]),
    ...(tracing === undefined ? [] : [`Traces go to ${printable(tracing.url)}.`]),
  ];
}

/** Only where there is more than one layer to look at: what no destination shares stands in the system itself. */
function propertyRows({ destination, properties = [] }: CheckedSystem): string[] {
  if (destination === undefined) return [];
  const [defaults, set] = [properties.filter(isDefault), properties.filter((each) => !isDefault(each))];
  const width = Math.max(...set.map(({ name }) => name.length), 0);
  const rows = set.map(({ name, value, layer, from }) => {
    const origin = layer === 'system' ? 'the system' : `destination "${destination}", ${from}`;
    return row('', printable(`${name.padEnd(width)}  ${clipped(value)}  (${origin})`));
  });
  return [
    row('properties', printable(`destination "${destination}"`)),
    ...rows,
    ...(defaults.length === 0
      ? []
      : [row('defaults', `${defaults.length} more properties, which --json shows`)]),
  ];
}

function isDefault({ layer }: ShownProperty): boolean {
  return layer === 'default';
}

/** Of a line: certificates are long. */
function clipped(value: string): string {
  const [line = ''] = value.split('\n', 1);
  const short = line.slice(0, LONGEST_VALUE);
  return short === value ? value : `${short}…`;
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(10)} ${value}`;
}
