/** One thing that is tried: a request, and what the backend makes of it. Saved as JSON, so that it can be tried again. */
import { readFileSync, writeFileSync } from 'node:fs';

export type Header = readonly [name: string, value: string];

export interface Case {
  /** Where it came from, for people. */
  readonly name: string;
  readonly system: string;
  readonly method: string;
  /** As it goes over the wire. */
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body?: Buffer | undefined;
  /** The whole request, broken as it is; the members above are for people then. */
  readonly wire?: Buffer | undefined;
  /** What a hostile backend does; absent: nothing hostile. */
  readonly backend?: BackendPlan | undefined;
  /** Success would be wrong, whatever the system holds. */
  readonly mustFail?: boolean | undefined;
}

export interface BackendPlan {
  /** What the answers are made from. */
  readonly seed: number;
  /** These, one for each call, instead of made ones; those after the last are faithful. */
  readonly answers?: readonly (Answer | undefined)[] | undefined;
}

/** How an answer gets onto the wire. */
export const MANNERS = [
  'length',
  'chunked',
  'until-close',
  'too-short',
  'too-long',
  'bad-chunk',
  'informational',
  'pieces',
  'reset',
  'reset-in-body',
  'garbage',
  'silent',
] as const;
export type Manner = (typeof MANNERS)[number];

export interface Answer {
  readonly manner: Manner;
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

type Saved = { readonly utf8: string } | { readonly base64: string };

export function saveCase(file: string, found: Case): void {
  const replacer = (_: string, value: unknown) => (isBuffer(value) ? saved(Buffer.from(value.data)) : value);
  writeFileSync(file, `${JSON.stringify(found, replacer, 2)}\n`);
}

export function loadCase(file: string): Case {
  const reviver = (_: string, value: unknown) => (isSaved(value) ? bytesOf(value) : value);
  return JSON.parse(readFileSync(file, 'utf8'), reviver) as Case;
}

function saved(bytes: Buffer): Saved {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? { utf8: text } : { base64: bytes.toString('base64') };
}

function bytesOf(value: Saved): Buffer {
  return 'utf8' in value ? Buffer.from(value.utf8, 'utf8') : Buffer.from(value.base64, 'base64');
}

/** What `Buffer` makes of itself for `JSON.stringify`. */
function isBuffer(value: unknown): value is { readonly data: readonly number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
}

function isSaved(value: unknown): value is Saved {
  return typeof value === 'object' && value !== null && ('utf8' in value || 'base64' in value);
}
