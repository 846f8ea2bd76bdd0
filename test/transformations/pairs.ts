/**
 * Our own customisations of transformations, one pair a file, for whatever needs some that are not the identity: contract
 * tests, property tests, the conformance of the engine. Each says what it is like, and what becomes of an entity.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/scim/json.ts';
import type { Kind } from '../integration/support/backends.ts';

export interface OwnPair {
  /** Folder and file: `cloud-foundry/roles`. */
  readonly name: string;
  readonly kind: Kind;
  readonly about: string;
  /** Of the system, beside those of its connection. */
  readonly properties: Readonly<Record<string, string>>;
  readonly read: Readonly<Record<string, JsonObject>>;
  readonly write: Readonly<Record<string, JsonObject>>;
  /** By entity type. */
  readonly examples: Readonly<Record<string, Example>>;
}

/** What becomes of one entity on its way. Absent: the write transformation skips it. */
export interface Example {
  /** As the backend has it. */
  readonly stored: JsonObject & { readonly id: string };
  /** As clients see it, but for `meta.location`. */
  readonly shown: JsonObject & { readonly id: string };
  /** What the backend gets where a client sends what it sees, by POST. */
  readonly created?: JsonObject;
  /** By PUT. */
  readonly replaced?: JsonObject;
  /** By a PATCH with these operations: a PATCH, or a full update where the backend or the pair knows none. */
  readonly operations: JsonObject[];
  readonly patched?: JsonObject;
  /** By a DELETE: nothing but the id, or the PATCH that is done instead. */
  readonly deleted?: JsonObject;
  /** Filters of clients, and what the backend is asked for. */
  readonly filters: Readonly<Record<string, string>>;
}

const FOLDERS: Readonly<Record<Kind, string>> = {
  cf: 'cloud-foundry',
  v1: 'identity-authentication/v1',
  v2: 'identity-authentication/v2',
};

/** @param kind default: all three */
export function ownPairs(kind?: Kind): readonly OwnPair[] {
  const kinds = kind === undefined ? (Object.keys(FOLDERS) as Kind[]) : [kind];
  return kinds.flatMap((each) => {
    const folder = FOLDERS[each];
    const files = readdirSync(new URL(`${folder}/`, import.meta.url)).toSorted();
    return files.map((file): OwnPair => {
      const pair = JSON.parse(readFileSync(new URL(`${folder}/${file}`, import.meta.url), 'utf8'));
      return { properties: {}, ...pair, kind: each, name: `${folder}/${file.replace('.json', '')}` };
    });
  });
}
