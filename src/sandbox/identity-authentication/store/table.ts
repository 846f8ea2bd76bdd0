/**
 * All users, or all groups: documents by id, with indexes for what clients look up. Seeded documents are made only
 * when somebody reads them, and few of them are kept, so that a hundred thousand users cost little until they change.
 */
import type { JsonObject } from '../../../scim/json.ts';
import { stringAt } from '../json-access.ts';
import { createSortedIds } from './sorted-ids.ts';

/** Index name and key. */
export type IndexKey = readonly [index: string, key: string];

export interface Table {
  /** Ascending. */
  readonly ids: readonly string[];
  /** Changes with every change. */
  readonly revision: number;
  has(id: string): boolean;
  /** Not to be modified: write changes with {@link put}. */
  get(id: string): JsonObject | undefined;
  /** Inserts or replaces by `document.id`. */
  put(document: JsonObject): void;
  delete(id: string): boolean;
  /** Ids of the documents with this key, in no order. */
  find(index: string, key: string): readonly string[];
  /**
   * @param outlines of each document at least `id` and what the indexes look at
   * @param make gives the whole document for the outline with this position
   */
  seed(outlines: Iterable<JsonObject>, make: (position: number) => JsonObject): void;
}

/** So many seeded documents are kept for the next reader, e.g. a page's managers and groups. */
const KEPT = 20_000;

export function createTable(keysOf: (document: JsonObject) => Iterable<IndexKey>): Table {
  const records = new Map<string, JsonObject | number>();
  const ids = createSortedIds();
  const indexes = new Map<string, Map<string, string | Set<string>>>();
  const kept = new Map<number, JsonObject>();
  let makeSeed: (position: number) => JsonObject = () => ({});
  let revision = 0;

  function addKey([index, key]: IndexKey, id: string): void {
    let entries = indexes.get(index);
    if (entries === undefined) {
      entries = new Map();
      indexes.set(index, entries);
    }
    const present = entries.get(key);
    // Nearly every key has one owner; a set for each would double the memory.
    if (present === undefined || present === id) entries.set(key, id);
    else if (typeof present === 'string') entries.set(key, new Set([present, id]));
    else present.add(id);
  }

  function removeKey([index, key]: IndexKey, id: string): void {
    const entries = indexes.get(index);
    const present = entries?.get(key);
    if (present === id) entries?.delete(key);
    else if (typeof present === 'object') present.delete(id);
  }

  const idOf = (document: JsonObject): string => {
    const id = stringAt(document, 'id');
    if (id === undefined) throw new TypeError('A document without id cannot be stored.');
    return id;
  };

  function seeded(position: number): JsonObject {
    let document = kept.get(position);
    if (document === undefined) {
      document = makeSeed(position);
      if (kept.size >= KEPT) kept.clear();
      kept.set(position, document);
    }
    return document;
  }

  const table: Table = {
    get ids() {
      return ids.values;
    },
    get revision() {
      return revision;
    },
    has: (id) => records.has(id),
    get(id) {
      const record = records.get(id);
      return typeof record === 'number' ? seeded(record) : record;
    },
    put(document) {
      const id = idOf(document);
      const previous = table.get(id);
      if (previous === undefined) ids.add(id);
      else for (const key of keysOf(previous)) removeKey(key, id);
      records.set(id, document);
      for (const key of keysOf(document)) addKey(key, id);
      revision += 1;
    },
    delete(id) {
      const previous = table.get(id);
      if (previous === undefined) return false;
      for (const key of keysOf(previous)) removeKey(key, id);
      records.delete(id);
      ids.remove(id);
      revision += 1;
      return true;
    },
    find(index, key) {
      const present = indexes.get(index)?.get(key);
      if (present === undefined) return [];
      return typeof present === 'string' ? [present] : [...present];
    },
    seed(outlines, make) {
      makeSeed = make;
      let position = 0;
      for (const outline of outlines) {
        const id = idOf(outline);
        records.set(id, position);
        for (const key of keysOf(outline)) addKey(key, id);
        position += 1;
      }
      ids.addAll(records.keys());
    },
  };
  return table;
}
