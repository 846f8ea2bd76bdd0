/**
 * One step of a client's walk through a list by cursor (RFC 9865): natively where the backend has cursors of its own, which
 * stay right while entities come and go, else over paging by index, which is as stable as that is.
 */
import type { ListPage } from '../../connectors/connector.ts';
import { ScimError } from '../../scim/errors.ts';
import { type Page, parseCursorCount, type TotalResultsInput } from '../paging.ts';
import { given, single } from '../query.ts';
import type { RawQuery } from '../types.ts';
import { type Cursors, refused } from './cursors.ts';
import { type IndexPosition, LAST_INDEX, LONGEST_NATIVE, type Position } from './position.ts';

/** What leads from one page to its neighbours. */
export interface CursorLinks {
  readonly nextCursor?: string | undefined;
  /** Only of pages by index. */
  readonly previousCursor?: string | undefined;
}

/** Steps beyond twice the backend's total after which its cursors lead in a circle. */
const SLACK = 1000;

/**
 * @param text of the parameter `cursor`; empty for the first page
 * @throws ScimError 400 `invalidValue` with `startIndex`, `invalidCount`, `invalidCursor` or `expiredCursor` (RFC 9865 §2.1)
 */
export async function openWalk(
  { systemId, endpoint, cursors, isNative }: WalkedList,
  query: RawQuery,
  text: string,
): Promise<Walk> {
  if (given(query, 'startIndex') !== undefined) {
    throw new ScimError(
      400,
      'The query parameters cursor and startIndex are two ways of paging: send one of them.',
      { scimType: 'invalidValue' },
    );
  }
  const count = parseCursorCount(single(query, 'count'));
  const scope = {
    place: [systemId, endpoint],
    query: ['filter', 'sortBy', 'sortOrder'].map((name) => given(query, name)?.trim() ?? ''),
  };
  const position = text === '' ? undefined : await cursors.open(text, scope);
  return new Walk({
    systemId,
    position,
    count,
    // A backend's cursors follow its own order.
    isNative: isNative && given(query, 'sortBy') === undefined,
    make: await cursors.maker(scope),
  });
}

export interface WalkedList {
  readonly systemId: string;
  /** `Users`, … */
  readonly endpoint: string;
  readonly cursors: Cursors;
  /** The backend has cursors for it. */
  readonly isNative: boolean;
}

interface WalkParts {
  readonly systemId: string;
  /** Absent: at the beginning. */
  readonly position: Position | undefined;
  /** At least 1. */
  readonly count: number;
  /** The backend has cursors in this order. */
  readonly isNative: boolean;
  readonly make: (position: Position) => string;
}

export class Walk {
  readonly page: Page;
  /** What the connector is asked with; absent: by index. */
  readonly native: string | undefined;
  readonly #parts: WalkParts;

  constructor(parts: WalkParts) {
    const { position, count, isNative } = parts;
    this.#parts = parts;
    if (position?.kind === 'index') {
      const { startIndex, most } = position;
      this.page = { startIndex, count: most === 0 ? count : Math.min(most, count), byCursor: true };
    } else {
      // Only of use where there is no position yet.
      this.page = { startIndex: 1, count, byCursor: true };
      this.native = isNative ? (position?.cursor ?? '') : undefined;
      if (position !== undefined && !isNative) throw lost();
    }
  }

  /**
   * What the connector has found. Where a backend refuses a cursor of its own, all else was taken with the page before.
   *
   * @throws ScimError 400 `invalidCursor` in that case
   */
  async reading(listing: Promise<ListPage>): Promise<ListPage> {
    try {
      return await listing;
    } catch (error) {
      if (!(this.native && error instanceof ScimError && error.status === 400)) throw error;
      throw new ScimError(
        400,
        `The backend does not take its own cursor any more. Start again with an empty cursor. ${error.message}`,
        { scimType: 'invalidCursor', cause: error },
      );
    }
  }

  /**
   * @param found what a connector answered that was asked with {@link native}; absent: the page was read by index
   * @throws ScimError 502 where the backend's cursors come to no end
   */
  links(
    counted: Pick<TotalResultsInput, 'read' | 'provided'>,
    found: Pick<ListPage, 'nextCursor'> | undefined,
  ): CursorLinks {
    const { position } = this.#parts;
    if (found !== undefined) return this.#nativeLinks(counted, found.nextCursor);
    if (position?.kind === 'native') throw lost();
    return this.#indexLinks(counted, position ?? { kind: 'index', startIndex: 1, before: 0, most: 0 });
  }

  /** The number of all entities, where the backend says it and nothing speaks against it; the calculated one is for paging by index. */
  total({ read, provided, hasReadCondition, strategy }: TotalResultsInput): number | undefined {
    if (provided === undefined || (hasReadCondition && strategy === 'Calculated')) return undefined;
    if (this.native !== undefined) return provided;
    const shown = this.page.startIndex - 1 + read;
    return shown > provided || (read === 0 && shown < provided) ? undefined : provided;
  }

  #indexLinks(
    { read, provided }: Pick<TotalResultsInput, 'read' | 'provided'>,
    { startIndex, before }: IndexPosition,
  ): CursorLinks {
    const { make } = this.#parts;
    const next = startIndex + read;
    // A backend that shows more than it counts may have even more, and one that counts nothing tells by an empty page.
    const isLast = read === 0 || next - 1 === provided || next > LAST_INDEX;
    const first = Math.max(1, startIndex - before);
    return {
      nextCursor: isLast ? undefined : make({ kind: 'index', startIndex: next, before: read, most: 0 }),
      previousCursor:
        startIndex === 1
          ? undefined
          : make({
              kind: 'index',
              startIndex: first,
              before,
              most: startIndex - first,
            }),
    };
  }

  #nativeLinks(
    { read, provided = LAST_INDEX }: Pick<TotalResultsInput, 'read' | 'provided'>,
    cursor: string | undefined,
  ): CursorLinks {
    if (cursor === undefined) return {};
    const { systemId, position, make } = this.#parts;
    const before = position?.kind === 'native' ? position.steps : 0;
    // Empty pages are steps as well, else there could be any number of them.
    const steps = before + Math.max(read, 1);
    if (Buffer.byteLength(cursor) > LONGEST_NATIVE) {
      throw new ScimError(
        502,
        `System ${systemId}: the backend gives a cursor of more than ${LONGEST_NATIVE} bytes, which is too long for a URL. Page by startIndex.`,
      );
    }
    if (steps > Math.min(2 * provided + SLACK, LAST_INDEX)) {
      throw new ScimError(
        502,
        `System ${systemId}: the cursors of the backend lead on and on, past twice the number of entities that it counts. Page by startIndex, and tell whoever runs the backend.`,
      );
    }
    return { nextCursor: make({ kind: 'native', cursor, steps }) };
  }
}

/** The configuration is another one than at the page before. */
function lost(): ScimError {
  return refused(
    'The cursor is one of the backend, which gives none for this list any more. Start again with an empty cursor.',
  );
}
