/** What a client wants to read (RFC 9110 §12.5.1), and what the UAA makes of it: JSON under many names. */

export interface MediaRange {
  /** As the client wrote it, without its quality. */
  readonly text: string;
  /** In lower case, like `subtype`. */
  readonly type: string;
  readonly subtype: string;
  readonly parameters: number;
  /** From 0 to 1. */
  readonly quality: number;
}

/** `unreadable`: the header names no media types. */
export type Accepted = readonly MediaRange[] | 'unreadable';

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** The best first, in the UAA's order; none where the client does not say. */
export function readAccept(header: string | undefined): Accepted {
  if (header === undefined || header.trim() === '') return [];
  const ranges = header.split(',').map((text) => readRange(text.trim()));
  return ranges.includes(undefined) ? 'unreadable' : sorted(ranges.filter((range) => range !== undefined));
}

/** The name under which JSON goes to this client; `undefined` where it takes none. */
export function jsonType(accepted: readonly MediaRange[]): string | undefined {
  if (accepted.length === 0) return 'application/json';
  for (const { text, type, subtype } of accepted) {
    if (type === '*' || (type === 'application' && subtype === '*')) return 'application/json';
    if (type === 'application' && /^(?:json|[^*]+\+json)$/.test(subtype)) return text;
  }
  return undefined;
}

const ERROR_DEFAULT = 'application/json;charset=UTF-8';
const ERROR_RANGE: MediaRange = {
  text: ERROR_DEFAULT,
  type: 'application',
  subtype: 'json',
  parameters: 1,
  quality: 1,
};

/** SCIM errors are JSON whatever the client wants, and are called what it wants. */
export function scimErrorType(accepted: readonly MediaRange[]): string {
  const [best = ERROR_RANGE] = sorted([...accepted, ERROR_RANGE]);
  if (/; *charset=/i.test(best.text)) return best.text;
  const concrete = best.type !== '*' && !best.subtype.startsWith('*');
  // The charset of the server's language, and never that of the text.
  return `${concrete ? best.text : 'application/octet-stream'};charset=ISO-8859-1`;
}

/** Whether a page of the UAA is JSON for this client; everybody else gets HTML. */
export function wantsJsonPage(accepted: Accepted): boolean {
  if (accepted === 'unreadable') return false;
  for (const { type, subtype } of accepted) {
    if (type === '*' || (type === 'text' && (subtype === 'html' || subtype === '*'))) return false;
    if (type === 'application' && (subtype === 'json' || subtype === '*')) return true;
  }
  return false;
}

function readRange(text: string): MediaRange | undefined {
  const [essence = '', ...parameters] = text.split(';').map((part) => part.trim());
  const [type = '', subtype = '', ...rest] = (essence === '*' ? '*/*' : essence).toLowerCase().split('/');
  if (rest.length > 0 || !TOKEN.test(type) || !TOKEN.test(subtype)) return undefined;
  if (type === '*' && subtype !== '*') return undefined;
  const quality = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2) ?? '1';
  if (!(Number(quality) >= 0 && Number(quality) <= 1)) return undefined;
  const kept = parameters.filter((parameter) => !/^q=/i.test(parameter));
  return {
    text: [`${type}/${subtype}`, ...kept].join(';'),
    type,
    subtype,
    parameters: kept.length,
    quality: Number(quality),
  };
}

/** By quality, then the more special of what can be compared at all. */
function sorted(ranges: readonly MediaRange[]): MediaRange[] {
  return [...ranges].sort((one, other) => other.quality - one.quality || generality(one, other));
}

function generality(one: MediaRange, other: MediaRange): number {
  if (one.type !== other.type) return Number(one.type === '*') - Number(other.type === '*');
  const wild = (range: MediaRange): number => Number(range.subtype.startsWith('*'));
  if (one.subtype !== other.subtype) return wild(one) - wild(other);
  return other.parameters - one.parameters;
}
