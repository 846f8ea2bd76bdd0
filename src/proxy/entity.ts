import type { EntityConnector } from '../connectors/connector.ts';
import type { CarryPlan } from '../scim/carried/plan.ts';
import type { JsonObject } from '../scim/json.ts';
import type { Vocabulary } from '../scim/names/vocabulary.ts';
import type { Withhold } from '../scim/schema/never-returned.ts';
import type { Leases } from '../state/leases.ts';
import type { EntityTransformation, RunOptions, RunResult } from '../transformation/index.ts';
import type { SystemCounters } from './counters.ts';
import type { Cursors } from './cursor/cursors.ts';
import type { Links } from './links.ts';
import type { LostCreates } from './lost-create/lost-creates.ts';
import type { ProxySettings } from './settings.ts';
import type { SortTrust } from './sorting/sort-trust.ts';
import type { Turns } from './turns.ts';

/** Everything about one entity type of one system that its operations need. */
export interface ProxiedEntity {
  readonly systemId: string;
  readonly read: EntityTransformation;
  /** Absent: the write transformation does not know the entity type, so it cannot be changed. */
  readonly write: EntityTransformation | undefined;
  readonly connector: EntityConnector;
  /** For the PATCH that stands for a DELETE. */
  readonly patchInsteadOfDelete: EntityConnector['patch'];
  /** How entities go through of which some members are not read; absent: all of them are. */
  readonly carriage: Carriage | undefined;
  readonly settings: ProxySettings;
  readonly counters: SystemCounters;
  readonly sortTrust: SortTrust;
  readonly links: Links;
  readonly cursors: Cursors;
  /** Of changes, by the backend's id. */
  readonly turns: Turns;
  /** Where the entities are, for turns and leases: `https://tenant/scim user`. */
  readonly place: string;
  /** What keeps other instances away. Absent: nobody has to be. */
  readonly leases: Leases | undefined;
  /** Absent: nothing is remembered beyond a request. */
  readonly lostCreates: LostCreates | undefined;
  /** The names that clients' bodies are brought to. */
  readonly vocabulary: Vocabulary;
  /** Takes out of a resource what clients never see; absent: the read transformation makes nothing of that kind. */
  readonly withhold: Withhold | undefined;
  /** `meta.created` and `meta.lastModified` are the backend's: the read transformation says nothing about them. */
  readonly keepsTimes: boolean;
  /** Long lists of the present entity that nobody needs for a full update. */
  readonly notNeeded: readonly string[];
}

export interface Carriage {
  readonly plan: CarryPlan;
  /** The read transformation without those members. */
  run(entity: JsonObject, options: RunOptions): RunResult;
}
