/**
 * How well the server keeps to RFC 7643 and RFC 7644. Each default is what they ask for; every other value was met in
 * a server that calls itself SCIM 2.0. Switches are set at the start and, meanwhile, at `/__sandbox/switches`.
 */
import { z } from 'zod';
import type { Switchboard as KitSwitchboard } from '../kit/control.ts';

const choice = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values).default(values[0] as T[number]);

const schema = z.strictObject({
  authentication: choice('basic', 'bearer', 'none'),
  /** Writes need a token that a read with `X-CSRF-Token: Fetch` gives, and its cookie; as SAP's servers have it. */
  csrfProtection: z.boolean().default(false),
  /** Media types of bodies; `scim` and `json` refuse the other one with 415. */
  acceptedContent: choice('both', 'scim', 'json'),
  answeredContent: choice('scim', 'json'),

  /** `totalResults`: as text, of this page only, one more than there are, or left out. */
  totals: choice('right', 'text', 'page', 'too-many', 'none'),
  /** `lower-case`: `resources`, `totalresults` and the like. */
  listNames: choice('exact', 'lower-case'),
  /** `array`: a bare one, without the list response. `single-object`: one result stands for itself, not in a list. */
  lists: choice('list-response', 'array', 'single-object'),
  /** `Resources` of a list with nothing in it. */
  emptyLists: choice('array', 'absent', 'null'),
  /** `everything` and `first-page` pass over `startIndex` and `count`. */
  paging: choice('index', 'everything', 'first-page'),
  /** Resources on a page at most, whatever `count` says. */
  pageLimit: z.int().min(1).max(100_000).default(200),
  /** `refused`: 400 `invalidFilter`. `not-implemented`: 501. `userName-only`: 400 for anything but `userName eq`. */
  filters: choice('full', 'ignored', 'refused', 'not-implemented', 'userName-only'),
  /** `ignored`: it says that it sorts, and does not. */
  sort: choice('none', 'full', 'ignored'),
  /** `POST /Users/.search`. */
  search: z.boolean().default(true),

  /** `not-implemented`: 501. `not-allowed`: 405. `not-found`: 404, as of a server without such a route. */
  patch: choice('full', 'not-implemented', 'not-allowed', 'not-found'),
  createStatus: z.literal([201, 200]).default(201),
  /** `location`: no body, but the header. `empty`: neither. */
  createAnswer: choice('resource', 'location', 'empty'),
  /** `empty`: 200 without body. `no-content`: 204. */
  replaceAnswer: choice('resource', 'empty', 'no-content'),
  patchAnswer: choice('resource', 'empty', 'no-content'),
  deleteStatus: z.literal([204, 200, 202]).default(204),
  /** A second user with a `userName`: 409; or a second user; or the first one, overwritten. */
  duplicates: choice('refused', 'created', 'overwritten'),
  /** Attributes of no schema of the server; `refused`: 400. */
  unknownAttributes: choice('kept', 'ignored', 'refused'),
  /** Bodies name their `schemas`. */
  schemasRequired: z.boolean().default(true),

  /** `text`: `"true"`; `capitalized`: `"True"`; both are taken as well then. */
  booleans: choice('json', 'text', 'capitalized'),
  /** `number`: JSON numbers. */
  ids: choice('uuid', 'number'),
  /** `location` and `$ref`. */
  references: choice('absolute', 'relative', 'none'),
  /** `ETag`, `meta.version`, `If-Match` and `If-None-Match`. `required`: 428 for a write without `If-Match`. */
  versions: choice('given', 'required', 'none'),
  /** `wrong` says the opposite of everything. `none`: 404, as for `ResourceTypes` and `Schemas`. */
  discovery: choice('right', 'wrong', 'none'),
});

export type Switches = z.output<typeof schema>;
export type SwitchChanges = { readonly [K in keyof Switches]?: Switches[K] | undefined };

/** Much of what goes wrong in the field, at once; a client can still do everything. */
export const SLOPPY: SwitchChanges = {
  totals: 'text',
  listNames: 'lower-case',
  emptyLists: 'absent',
  pageLimit: 7,
  filters: 'ignored',
  search: false,
  patch: 'not-implemented',
  createAnswer: 'location',
  replaceAnswer: 'no-content',
  deleteStatus: 200,
  booleans: 'text',
  ids: 'number',
  references: 'none',
  versions: 'none',
  discovery: 'none',
  answeredContent: 'json',
};

export interface Switchboard extends KitSwitchboard {
  readonly current: Switches;
}

/** @throws {z.ZodError} */
export function createSwitchboard(start: SwitchChanges): Switchboard {
  const first = schema.parse(start);
  let current = first;
  return {
    get current() {
      return current;
    },
    change(changes) {
      const named = schema.partial().parse(changes);
      const set = Object.keys(z.record(z.string(), z.unknown()).parse(changes));
      current = {
        ...current,
        ...Object.fromEntries(Object.entries(named).filter(([name]) => set.includes(name))),
      };
    },
    reset() {
      current = first;
    },
  };
}
