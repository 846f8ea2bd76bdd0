/** What an explanation says, as JSON. Secrets are masked in all of it. */
import type { MappingTrace, Operation, Trace } from '../../transformation/index.ts';
import type { ClientAnswer } from '../client-answer.ts';
import type { RecordedRequest } from '../rehearsal/recording.ts';
import type { EXPLANATION } from '../schemas.ts';

/** Where the way of an entity ends. */
export type Ending =
  /** The client gets it. */
  | 'shown'
  /** The write would be sent. */
  | 'written'
  /** The technical user may not use the system, or lacks the permission. */
  | 'not-allowed'
  /** The backend has no such entity, or the id cannot be one. */
  | 'not-found'
  /** The condition of the read or of the write transformation does not hold. */
  | 'filtered'
  /** A mapping fails: a mandatory value is missing, a date cannot be read, … */
  | 'failed'
  /** The proxy itself refuses: a filter that cannot be translated, a version that is another one, … */
  | 'refused'
  /** The backend, or the way to it, refuses. */
  | 'refused-by-backend';

interface Explained {
  readonly schemas: readonly [typeof EXPLANATION];
  readonly system: string;
  /** `Users`, `Groups`, … */
  readonly endpoint: string;
  /** `user`, `group`, … */
  readonly entityType: string;
  /** Where and why it ends; sentences. */
  readonly summary: string;
  /** To the backend, in order; see `DryRunReport`. */
  readonly requests: readonly RecordedRequest[];
}

/** Of one entity. */
export interface EntityExplanation extends Explained {
  readonly ends: Ending;
  /** The run of the transformation that decides; absent where it came to none. */
  readonly transformation?: ExplainedRun | undefined;
  /** Top-level attributes that `attributes` and `excludedAttributes` left out; absent: neither was asked. */
  readonly leftOut?: readonly string[] | undefined;
  /** What the client gets, or would get; absent where nothing was asked. */
  readonly response?: ClientAnswer | undefined;
}

/** One run of a transformation. Lines are those of `file`, 1-based. */
export interface ExplainedRun {
  readonly file: string | undefined;
  readonly direction: 'read' | 'write';
  readonly operation: Operation;
  readonly outcome: 'transformed' | 'filtered' | 'failed';
  /** The entity-level condition, where it is asked for in this operation. */
  readonly condition?: (NonNullable<Trace['condition']> & { readonly line: number | undefined }) | undefined;
  /** In the order of the file, up to the one that failed. */
  readonly mappings: readonly MappingTrace[];
}

/** Of one page of a list. */
export interface ListExplanation extends Explained {
  /** As the client asked, and as the backend was asked; absent: all. */
  readonly filter?: { readonly asked: string; readonly sent: string | undefined } | undefined;
  /** 1-based, as asked. */
  readonly startIndex: number;
  readonly count: number;
  /** Entities that the backend gave for this page, and how many it says that there are. */
  readonly read: number;
  readonly total?: number | undefined;
  /** Where the next page begins; absent after the last one. */
  readonly nextStartIndex?: number | undefined;
  readonly shown: number;
  /** What clients do not see, by reason. */
  readonly hidden: readonly HiddenEntities[];
  readonly response: ClientAnswer;
}

export interface HiddenEntities {
  readonly ends: 'filtered' | 'failed';
  /** `file:line` of the condition or the mapping. */
  readonly place: string;
  /** The condition, or what the mapping says. */
  readonly reason: string;
  readonly count: number;
  /** Of the backend, in its order. */
  readonly ids: readonly string[];
}
