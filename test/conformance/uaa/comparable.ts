/** Answers without what differs from run to run: two that are right are equal. */
import { replace } from './json-path.ts';
import type { Answer, RecordedCase } from './recorded-case.ts';

type Rules = Pick<RecordedCase, 'volatile' | 'unordered'>;

export function comparable(
  { status, headers, body }: Answer,
  { volatile = [], unordered = [] }: Rules,
): Answer {
  const root = { $: structuredClone(body) };
  for (const path of volatile) replace(root, `.${path}`, kindOf);
  for (const path of unordered) replace(root, `.${path}`, inOneOrder);
  return { status, headers: comparableHeaders(headers, volatile), body: root.$ };
}

function comparableHeaders(headers: Answer['headers'], volatile: readonly string[]): Answer['headers'] {
  const plain = Object.entries(headers).map(([name, value = '']) => [
    name,
    name === 'etag' && volatile.includes('@etag') ? '(etag)' : value.replace(/;\s+/g, ';'),
  ]);
  return Object.fromEntries(plain);
}

const KINDS: readonly (readonly [string, RegExp])[] = [
  ['(jwt)', /^(?:\(jwt\)|ey[\w-]+\.[\w-]+\.[\w-]+)$/],
  ['(uuid)', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/],
  ['(hex)', /^[0-9a-f]{32}(?:-r)?$/],
  ['(time)', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/],
];

function kindOf(value: unknown): string {
  if (value === null) return '(null)';
  if (typeof value !== 'string') return `(${Array.isArray(value) ? 'array' : typeof value})`;
  return KINDS.find(([, pattern]) => pattern.test(value))?.[0] ?? '(string)';
}

function inOneOrder(value: unknown): unknown {
  if (typeof value === 'string') return value.split(' ').sort().join(' ');
  if (!Array.isArray(value)) return value;
  return value.map((item) => JSON.stringify(membersInOneOrder(item))).sort();
}

function membersInOneOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(membersInOneOrder);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, membersInOneOrder(member)]));
}
