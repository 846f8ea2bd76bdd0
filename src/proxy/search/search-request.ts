/** The body of a POST to `.search` (RFC 7644 §3.4.3) as the parameters that a query would have. */
import { ScimError } from '../../scim/errors.ts';
import type { JsonObject, JsonValue } from '../../scim/json.ts';
import { refuseTwice } from '../../scim/names/canonical.ts';
import { SEARCH_REQUEST_SCHEMA } from '../../scim/schemas.ts';
import type { RawQuery } from '../types.ts';

/** What members may be; `names` is a list, or what a query parameter has. */
type Kind = 'text' | 'number' | 'names';

const MEMBERS: readonly (readonly [string, Kind])[] = [
  ['attributes', 'names'],
  ['excludedAttributes', 'names'],
  ['filter', 'text'],
  ['sortBy', 'text'],
  ['sortOrder', 'text'],
  ['startIndex', 'number'],
  ['count', 'number'],
  ['cursor', 'text'],
  ['membersType', 'text'],
];
/** By their names in lower case: names in bodies are compared without regard to case (RFC 7643 §2.1). */
const BY_NAME: ReadonlyMap<string, readonly [string, Kind]> = new Map(
  MEMBERS.map((member) => [member[0].toLowerCase(), member]),
);
/** What may be shown of a name that means nothing. */
const SHOWABLE = /^[\w$.:-]{1,60}$/;
const MOST_SHOWN = 5;
/** In UTF-16 code units. What a URL has room for many times over; what is far longer would keep everybody waiting. */
const LONGEST = 100_000;

export interface SearchRequest {
  readonly query: RawQuery;
  readonly warnings: readonly string[];
}

/** @throws ScimError 400 `invalidSyntax` for another kind of message, `invalidValue` for a value that is none */
export function readSearchRequest(body: JsonObject): SearchRequest {
  refuseTwice(body);
  const query: Record<string, string> = Object.create(null);
  const unknown: string[] = [];
  for (const [given, value] of Object.entries(body)) {
    const lower = given.toLowerCase();
    if (lower === 'schemas') requireSearch(value);
    else {
      const [name, kind] = BY_NAME.get(lower) ?? [];
      if (name === undefined || kind === undefined) unknown.push(given);
      // RFC 7643 §2.5: null is no value.
      else if (value !== null) query[name] = notTooLong(name, parameter(name, kind, value));
    }
  }
  return { query, warnings: ignored(unknown) };
}

function requireSearch(schemas: JsonValue): void {
  const urn = SEARCH_REQUEST_SCHEMA.toLowerCase();
  const isSearch =
    schemas === null ||
    (Array.isArray(schemas) &&
      schemas.some((each) => typeof each === 'string' && each.toLowerCase() === urn));
  if (isSearch) return;
  throw new ScimError(400, `The body is no search: its schemas have to be ["${SEARCH_REQUEST_SCHEMA}"].`, {
    scimType: 'invalidSyntax',
  });
}

function parameter(name: string, kind: Kind, value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (kind === 'number' && Number.isSafeInteger(value)) return String(value);
  if (kind === 'names' && Array.isArray(value) && value.every((each) => typeof each === 'string')) {
    return value.join(',');
  }
  const what = { text: 'text', number: 'a whole number', names: 'a list of names of attributes' }[kind];
  throw new ScimError(400, `"${name}" of the search has to be ${what}.`, { scimType: 'invalidValue' });
}

function notTooLong(name: string, value: string): string {
  if (value.length <= LONGEST) return value;
  throw new ScimError(400, `"${name}" of the search has more than ${LONGEST} characters.`, {
    scimType: name === 'filter' ? 'invalidFilter' : 'invalidValue',
  });
}

/** A filter under a name that nobody knows would answer with everybody, without a word. */
function ignored(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const shown = names.filter((name) => SHOWABLE.test(name)).slice(0, MOST_SHOWN);
  const more = names.length - shown.length;
  const list = [...shown.map((name) => `"${name}"`), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return [`Ignored in the search, as no search has it: ${list}`];
}

/** RFC 7644 §3.4.3: a search has its parameters in the body. */
export function ignoredParameters(query: RawQuery): readonly string[] {
  const given = MEMBERS.map(([name]) => name).filter((name) => query[name] !== undefined);
  if (given.length === 0) return [];
  return [`Query parameters of a search are ignored, write them into the body: ${given.join(', ')}`];
}
