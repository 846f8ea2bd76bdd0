/** Paging of lists: `startIndex`, `count`, and the total that is reported (RFC 7644 §3.4.2.4). */
import { ScimError, type ScimType } from '../scim/errors.ts';

export const DEFAULT_COUNT = 25;
export const MAX_COUNT = 100;

export interface Page {
  /** 1-based. */
  readonly startIndex: number;
  /** 0 to {@link MAX_COUNT}. */
  readonly count: number;
  /** Its place among all entities means nothing to the client. Default: false. */
  readonly byCursor?: boolean | undefined;
}

/**
 * An empty value is an absent one: clients write `count=` where a field of theirs is left blank.
 *
 * @throws ScimError 400 `invalidValue` for what is not a whole number
 */
export function parsePage(startIndex: string | undefined, count: string | undefined): Page {
  return {
    startIndex: Math.min(Math.max(wholeNumber('startIndex', startIndex) ?? 1, 1), 2 ** 31 - 1),
    count: Math.min(Math.max(wholeNumber('count', count) ?? DEFAULT_COUNT, 0), MAX_COUNT),
  };
}

/** Of a page that a cursor leads to: one without room would lead nowhere. @throws ScimError 400 `invalidCount` (RFC 9865 §2.1) */
export function parseCursorCount(text: string | undefined): number {
  const count = wholeNumber('count', text, 'invalidCount') ?? DEFAULT_COUNT;
  if (count >= 1) return Math.min(count, MAX_COUNT);
  throw new ScimError(400, `With cursor, count must be a whole number from 1 to ${MAX_COUNT}.`, {
    scimType: 'invalidCount',
  });
}

function wholeNumber(
  name: string,
  text: string | undefined,
  scimType: ScimType = 'invalidValue',
): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  if (!/^[+-]?[0-9]{1,32}$/.test(text.trim())) {
    throw new ScimError(400, `The query parameter ${name} must be a whole number, for example ${name}=1.`, {
      scimType,
    });
  }
  return Number(text);
}

/** Property `ips.proxy.scim.total.results.strategy`. */
export type TotalResultsStrategy = 'Provided' | 'Calculated';

export const TOTAL_RESULTS_STRATEGY_PROPERTY = 'ips.proxy.scim.total.results.strategy';

export interface TotalResultsInput extends Page {
  /** Entities that the backend gave for this page, before conditions. */
  readonly read: number;
  /** The backend's own total, where it gives one. */
  readonly provided: number | undefined;
  readonly hasReadCondition: boolean;
  readonly strategy: TotalResultsStrategy;
}

/**
 * `totalResults` so that a client that loops `startIndex += itemsPerPage while startIndex <= totalResults` sees
 * every entity once and stops, though a read condition may hide any number of them, and whatever the backend counts.
 */
export function totalResults(input: TotalResultsInput): number {
  const { startIndex, count, read, provided } = input;
  const shown = startIndex - 1 + read;
  if (count === 0) return provided ?? shown;
  // A total beyond an empty page would be looked for for ever.
  if (read === 0) return Math.min(provided ?? shown, shown);
  if (provided !== undefined && provided < shown) return shown;
  if (provided !== undefined && (!input.hasReadCondition || input.strategy === 'Provided')) return provided;
  return startIndex + Math.max(count, read);
}

/** How the backend's total disagrees with what it shows of a page that has room for some, as a sentence. */
export function contradiction(
  {
    startIndex,
    count,
    read,
    provided,
  }: Pick<TotalResultsInput, 'startIndex' | 'count' | 'read' | 'provided'>,
  entityType: string,
): string | undefined {
  if (provided === undefined || count === 0) return undefined;
  const shown = startIndex - 1 + read;
  if (read === 0 && provided > shown) {
    return `The backend says that there are ${provided} ${entityType}s, and shows none from number ${startIndex} on: the list ends here`;
  }
  if (read > 0 && provided < shown) {
    return `The backend says that there are ${provided} ${entityType}s, and shows number ${shown}: there may be more`;
  }
  return undefined;
}
