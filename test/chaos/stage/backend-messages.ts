/** What is said between the runner and the process of the backends. */
import type { CallFault, SystemKey, WayFaultKind } from '../faults/kinds.ts';
import type { SystemFacts } from './configuration.ts';

export interface BackendUser {
  readonly id: string;
  readonly userName: string;
  readonly familyName: string;
  readonly givenName: string;
}

/** As the backend itself has it. */
export interface Snapshot {
  readonly users: readonly BackendUser[];
  /** Ids of members by the id of a group. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** What a round begins with. */
export interface Scene {
  /** Users that are there all the time, and nobody changes but for their memberships. */
  readonly members: readonly string[];
  /** Users whom all clients change. */
  readonly shared: readonly BackendUser[];
  /** As clients of the proxy name them, without members. */
  readonly groups: readonly string[];
  /** Groups that are there all the time, as far as is known. */
  readonly residentGroups: readonly string[];
}

export interface BackendsReady {
  readonly systems: Readonly<Record<SystemKey, SystemFacts>>;
  readonly authority: string;
}

export type BackendOrder =
  | { readonly order: 'arm'; readonly fault: CallFault }
  | { readonly order: 'way'; readonly system: SystemKey; readonly kind: WayFaultKind; readonly on: boolean }
  /** Faults are over. Answers when all calls that the backends got are done. */
  | { readonly order: 'settle' }
  /** Of these requests, those of which a write was done. */
  | { readonly order: 'done'; readonly ids: readonly string[] }
  /** Request ids of calls that a backend counts as failed logons. */
  | { readonly order: 'attempts' }
  | { readonly order: 'scene'; readonly groups: number; readonly members: number }
  | { readonly order: 'snapshot' }
  /** Takes away what clients have made, and forgets what was done. */
  | { readonly order: 'wipe' }
  | { readonly order: 'injected' };

export interface BackendAnswers {
  readonly arm: undefined;
  readonly way: undefined;
  readonly settle: undefined;
  readonly done: readonly string[];
  readonly attempts: Readonly<Record<SystemKey, readonly string[]>>;
  readonly scene: Readonly<Record<SystemKey, Scene>>;
  readonly snapshot: Readonly<Record<SystemKey, Snapshot>>;
  readonly wipe: undefined;
  readonly injected: Readonly<Record<string, number>>;
}

export type NumberedBackendOrder = BackendOrder & { readonly id: number };

export interface BackendAnswer {
  readonly id: number;
  readonly result: unknown;
  readonly error: string | undefined;
}
