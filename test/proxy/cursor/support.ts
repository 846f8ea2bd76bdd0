/** Users with ids in order, backends that have them, and the walk of a client. */
import type { ListPage } from '../../../src/connectors/connector.ts';
import type { RawQuery } from '../../../src/proxy/types.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { type MemoryBackend, memoryBackend, type SystemSetup, userSystem } from '../support/backend.ts';

/** Shows only users whose `kind` is `seen`. */
export const READ = {
  condition: "($.kind == 'seen')",
  mappings: [
    { sourcePath: '$', targetPath: '$' },
    { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem' },
  ],
};

export const user = (number: number, more: JsonObject = {}): JsonObject => ({
  id: `u${String(number).padStart(4, '0')}`,
  userName: `user-${number}`,
  ...more,
});
export const users = (count: number): JsonObject[] =>
  Array.from({ length: count }, (_, index) => user(index));
export const idsOf = ({ Resources }: JsonObject): string[] =>
  (Resources as JsonObject[]).map((resource) => String(resource['id']));

/** A backend whose cursor is the id that its page begins with. */
export function nativeBackend(entities: readonly JsonObject[]): MemoryBackend {
  const backend = memoryBackend(entities, { cursors: true });
  backend.list = async (query): Promise<ListPage> => {
    backend.asked.push({ operation: 'list', query });
    const ids = [...backend.entities.keys()].sort();
    const from = query.cursor === undefined ? query.startIndex - 1 : startOf(ids, query.cursor);
    const shown = ids.slice(from, from + query.count);
    return {
      entities: shown.map((id) => backend.entities.get(id) ?? {}),
      total: ids.length,
      nextCursor: query.cursor === undefined ? undefined : ids[from + query.count],
    };
  };
  return backend;
}

function startOf(ids: readonly string[], cursor: string): number {
  const at = ids.findIndex((id) => id >= cursor);
  return at === -1 ? ids.length : at;
}

export function setUp(backend: MemoryBackend, more: Partial<SystemSetup> = {}) {
  const { users: resource, system, context } = userSystem({ backend, ...more });
  const list = async (query: RawQuery): Promise<JsonObject> => {
    const { body = {} } = await resource.list(query, context);
    return body;
  };
  return { backend, system, resource, context, list, queries: () => backend.asked.map(({ query }) => query) };
}

type List = (query: RawQuery) => Promise<JsonObject>;

/** Follows `nextCursor`, as nothing else tells a client to go on. */
export async function walk(
  list: List,
  query: RawQuery,
  {
    between = () => {},
    link = 'nextCursor',
    from = '',
  }: {
    between?: (page: number) => void;
    link?: 'nextCursor' | 'previousCursor';
    from?: string;
  } = {},
): Promise<JsonObject[]> {
  const pages: JsonObject[] = [];
  for (let cursor: string | undefined = from; cursor !== undefined; ) {
    if (pages.length > 400) throw new Error('the walk does not end');
    const page: JsonObject = await list({ ...query, cursor });
    pages.push(page);
    cursor = page[link] as string | undefined;
    between(pages.length);
  }
  return pages;
}
