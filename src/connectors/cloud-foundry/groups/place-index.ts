/**
 * The organizations that the provisioning user manages and their spaces, kept for a short time: consecutive pages then
 * see one consistent order, and names need no call of their own.
 */
import type { Logger } from 'pino';
import type { CallContext } from '../../connector.ts';
import { hedged } from '../../http/hedged.ts';
import type { Clock } from '../../http/waiting.ts';
import { logFieldsOf } from '../../log-fields.ts';
import type { SystemWatch } from '../../watch.ts';
import { assignmentsOf, organizationsByGuid, spaceOf } from '../cloud-controller/rows.ts';
import { type Session, waitFor } from '../session.ts';
import type { GroupRef, Place, Places } from './role-group.ts';

export interface Snapshot extends Places {
  /** Just read for this call, and by no earlier one. */
  readonly isFresh: boolean;
  /** Organizations and spaces that have gone since; they keep their positions until the snapshot ends. */
  readonly gone: Set<string>;
}

export interface PlaceIndexOptions extends Clock {
  /** Milliseconds. */
  readonly cacheTime: number;
  readonly log: Logger;
  /** Aborts when nobody needs it any more. */
  readonly closed: AbortSignal;
  /** Absent: nobody wants to know. */
  readonly watch?: SystemWatch | undefined;
}

interface Entry {
  readonly places: Places;
  readonly byGuid: ReadonlyMap<string, Place>;
  readonly gone: Set<string>;
  readonly until: number;
}

/** Milliseconds for reading all of it. */
const TIMEOUT = 60_000;
/** Milliseconds after which it hangs, and is read once more. */
const HANGS = 15_000;
/** Single places that are remembered beside the snapshot. */
const MOST_LEARNED = 1_000;

export class PlaceIndex {
  readonly #options: PlaceIndexOptions;
  #entry: Entry | undefined;
  #pending: Promise<Entry> | undefined;
  readonly #learned = new Map<string, { readonly place: Place; readonly until: number }>();

  constructor(options: PlaceIndexOptions) {
    this.#options = options;
  }

  async snapshot(session: Session, context: CallContext): Promise<Snapshot> {
    const kept = this.#current();
    this.#options.watch?.looked('places', kept !== undefined);
    if (kept !== undefined) return { ...kept.places, gone: kept.gone, isFresh: false };
    if (this.#pending === undefined) {
      // Nobody's own signal: others wait for it as well.
      const inTime = AbortSignal.any([AbortSignal.timeout(TIMEOUT), this.#options.closed]);
      const { requestId, trace, memory, pause } = context;
      const read = (signal: AbortSignal) => this.#read(session, { requestId, trace, memory, pause, signal });
      const pending = hedged(read, inTime, { after: HANGS, most: 2, wait: this.#options.wait });
      this.#pending = pending;
      // What was dropped meanwhile is not kept.
      const settle = (entry?: Entry) => {
        if (this.#pending !== pending) return;
        this.#pending = undefined;
        this.#entry = entry;
      };
      pending.then(settle, () => settle());
    }
    const { places, gone } = await waitFor(this.#pending, context.signal);
    return { ...places, gone, isFresh: true };
  }

  /** The places as far as they are known without a call. */
  known(): Places | undefined {
    const entry = this.#current();
    if (entry === undefined) return undefined;
    const { organizations, spaces } = entry.places;
    return {
      organizations: organizations.filter(({ guid }) => !entry.gone.has(guid)),
      spaces: spaces.filter(
        ({ guid, organization }) => !entry.gone.has(guid) && !entry.gone.has(organization.guid),
      ),
    };
  }

  /** A place as far as its names are known without a call. */
  find(ref: GroupRef): Place | undefined {
    const guid = placeGuid(ref);
    const learned = this.#learned.get(guid);
    const place =
      learned !== undefined && this.#options.now() < learned.until
        ? learned.place
        : this.#current()?.byGuid.get(guid);
    return place?.organization.guid === ref.organization ? place : undefined;
  }

  learn(place: Place): void {
    const guid = place.space?.guid ?? place.organization.guid;
    this.#learned.delete(guid);
    this.#learned.set(guid, { place, until: this.#options.now() + this.#options.cacheTime });
    const [oldest] = this.#learned.keys();
    if (this.#learned.size > MOST_LEARNED && oldest !== undefined) this.#learned.delete(oldest);
  }

  /** Something that should be there is not: everything is read anew. */
  drop(): void {
    this.#entry = undefined;
    this.#pending = undefined;
    this.#learned.clear();
  }

  #current(): Entry | undefined {
    if (this.#entry !== undefined && this.#options.now() >= this.#entry.until) this.#entry = undefined;
    return this.#entry;
  }

  async #read(session: Session, call: Omit<CallContext, 'log'>): Promise<Entry> {
    const { log, now, cacheTime } = this.#options;
    const context = { ...call, log: log.child(logFieldsOf(call)) };
    const { cloudController } = session;
    const self = await session.self(context);
    const managing = { types: 'organization_manager', user_guids: self };
    const collected = cloudController.collecting('organizations, spaces and roles');
    const [organizations, spaces, managed] = await Promise.all([
      cloudController.list('organizations', {}, context, collected),
      cloudController.list('spaces', {}, context, collected),
      cloudController.list('roles', managing, context, collected),
    ]);
    const targets = new Set(assignmentsOf(managed).map(({ target }) => target));
    const all = organizationsByGuid(organizations.resources);
    const known = new Map([...all].filter(([guid]) => targets.has(guid)));
    const places = {
      organizations: [...known.values()],
      spaces: spaces.resources.map((row) => spaceOf(row, known)).filter((space) => space !== undefined),
    };
    const byGuid = new Map<string, Place>([
      ...places.organizations.map((organization) => [organization.guid, { organization }] as const),
      ...places.spaces.map((space) => [space.guid, { organization: space.organization, space }] as const),
    ]);
    return { places, byGuid, gone: new Set(), until: now() + cacheTime };
  }
}

export function placeGuid(ref: GroupRef): string {
  return ref.kind === 'organization' ? ref.organization : ref.space;
}
