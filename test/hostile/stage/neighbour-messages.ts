/** What the neighbour is told, and tells. */

export type NeighbourOrder = { readonly id: number } & (
  | { readonly order: 'start'; readonly url: string }
  | { readonly order: 'report' | 'stop' }
);

export interface NeighbourFailure {
  readonly text: string;
  /** Since the epoch, in milliseconds. */
  readonly from: number;
  readonly until: number;
}

/** Since the last one. */
export interface NeighbourReport {
  readonly milliseconds: readonly number[];
  /** Answers that were not 200. */
  readonly failures: readonly NeighbourFailure[];
  readonly underWay: number;
}
