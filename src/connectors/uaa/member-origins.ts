/**
 * Of which origins users are that shall become members of groups or stop being it: the UAA takes anybody, also users whom this
 * system does not have.
 */
import { ScimError } from '../../scim/errors.ts';
import { jsonText } from '../../scim/json.ts';
import { textAt } from '../../scim/json-access.ts';
import type { CallContext } from '../connector.ts';
import { batchesByLength, mayBeId } from '../uaa-api/id-batches.ts';
import type { Uaa } from '../uaa-api/uaa.ts';
import { anyOf, equals } from '../uaa-api/uaa-filter.ts';

/** So that the URL, the token beside it, stays below what the UAA's web server takes. */
const IDS_PER_CALL = 100;
const MOST_NAMED = 10;

export class MemberOrigins {
  readonly #uaa: Uaa;
  readonly #origins: readonly string[] | undefined;

  /** @param origins whose users there are; absent: all */
  constructor(uaa: Uaa, origins: readonly string[] | undefined) {
    this.#uaa = uaa;
    this.#origins = origins;
  }

  /** Whether users of this origin are the system's. */
  has(origin: string): boolean {
    return this.#origins?.includes(origin) ?? true;
  }

  /** By id, of those that are users at all. */
  async of(ids: readonly string[], context: CallContext): Promise<ReadonlyMap<string, string>> {
    const possible = ids.filter(mayBeId);
    const pages = await Promise.all(
      batchesByLength(possible, IDS_PER_CALL, (id) => ` or ${equals('id', id)}`).map((batch) => {
        const asked = new Set(batch.map((id) => id.toLowerCase()));
        const query = {
          filter: anyOf('id', batch),
          startIndex: 1,
          count: IDS_PER_CALL,
          attributes: 'id,origin',
        };
        return this.#uaa.list(query, (user) => asked.has(jsonText(user['id']).toLowerCase()), context);
      }),
    );
    return new Map(
      pages
        .flatMap(({ users }) => users)
        .map((user) => [textAt(user, 'id') ?? '', textAt(user, 'origin') ?? ''] as const),
    );
  }

  /**
   * @param origins as {@link of} found them
   * @throws ScimError 400 `invalidValue` naming those who are no users of this system
   */
  require(ids: readonly string[], origins: ReadonlyMap<string, string>): void {
    const unknown = ids.filter((id) => {
      const origin = origins.get(id);
      return origin === undefined || !this.has(origin);
    });
    if (unknown.length === 0) return;
    const named = unknown.slice(0, MOST_NAMED).map((id) => JSON.stringify(id.slice(0, 100).toWellFormed()));
    const more = unknown.length > MOST_NAMED ? ` and ${unknown.length - MOST_NAMED} more` : '';
    const whose = this.#origins === undefined ? 'the UAA' : `origin ${this.#origins.join(' or ')}`;
    throw new ScimError(
      400,
      `These members are no users of ${whose}: ${named.join(', ')}${more}. Nothing was changed. Create them first, and send their ids; a group as member needs the type Group.`,
      { scimType: 'invalidValue' },
    );
  }
}
