/**
 * What is collected over the pages of a list: each page has its limit, but a backend that always has a next one would fill
 * the memory with them, however many requests there are.
 */
import { ScimError } from '../../scim/errors.ts';
import type { JsonValue } from '../../scim/json.ts';
import { type Backend, describeBackend } from './backend.ts';

/** Bytes of heap: some 50,000 roles of Cloud Foundry, or 500,000 members. */
const MOST = 128 * 1024 * 1024;
/** Bytes of heap that an object or list takes, and each member of an object. */
const CONTAINER = 32;
const MEMBER = 48;
const ELEMENT = 8;

export class Collected {
  readonly #backend: Backend;
  readonly #what: string;
  #heap = 0;

  /** @param what `members`, `roles`, … */
  constructor(backend: Backend, what: string) {
    this.#backend = backend;
    this.#what = what;
  }

  /** @throws ScimError 502 where it becomes too much */
  add(value: JsonValue): void {
    this.#heap += heapOf(value);
    if (this.#heap <= MOST) return;
    throw new ScimError(
      502,
      `${describeBackend(this.#backend)} gives more ${this.#what}, page after page, than the proxy can keep for one request. ` +
        'If there really are so many, ask for fewer by a filter; else look at its paging: perhaps it always names a next page.',
    );
  }
}

/** Roughly, and rather too much. */
function heapOf(value: JsonValue): number {
  if (typeof value === 'string') return CONTAINER + value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let heap = CONTAINER;
  if (Array.isArray(value)) for (const element of value) heap += ELEMENT + heapOf(element);
  else for (const name in value) heap += MEMBER + heapOf(value[name] as JsonValue);
  return heap;
}
