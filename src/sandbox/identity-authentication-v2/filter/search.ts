/** The ids a filter finds, in id order. */
import type { Kind } from '../schema/registry.ts';
import type { Directory } from '../store/directory.ts';
import { candidates } from './candidates.ts';
import { compileFilter } from './compile.ts';
import { entityLookup, entityScope } from './entities.ts';
import { parseFilter } from './syntax.ts';

/** @throws {Failure} 400 `invalidFilter` */
export type Search = (kind: Kind, filter: string | undefined) => readonly string[];

const REMEMBERED = 16;

/** Pages of one filtered list come one after another; what was found is kept until something changes. */
export function createSearch(directory: Directory): Search {
  const { tables, memberships } = directory;
  const found = new Map<string, readonly string[]>();
  let foundAt = '';
  return (kind, filter) => {
    if (filter === undefined) return tables[kind].ids;
    const state = `${tables.User.revision}/${tables.Group.revision}/${memberships.revision}`;
    if (state !== foundAt) found.clear();
    foundAt = state;
    const key = `${kind} ${filter}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const ids = find(directory, kind, filter);
    if (found.size >= REMEMBERED) found.clear();
    found.set(key, ids);
    return ids;
  };
}

function find(directory: Directory, kind: Kind, filter: string): string[] {
  const table = directory.tables[kind];
  const tree = parseFilter(filter);
  const test = compileFilter(tree, entityScope(directory, kind));
  const possible = candidates(tree, entityLookup(directory, kind));
  const ids = possible === undefined ? table.ids : [...new Set(possible)].sort();
  return ids.filter((id) => {
    const document = table.get(id);
    return document !== undefined && test(document);
  });
}
