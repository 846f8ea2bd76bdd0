/** Between the runner and a worker. */

export interface Order {
  /** Of the copy that the worker stands in. */
  readonly file: string;
  readonly tests: readonly string[];
}

export type Report =
  | { readonly kind: 'ready' }
  /** A test file begins. */
  | { readonly kind: 'begins'; readonly test: string }
  | { readonly kind: 'ended'; readonly failed: string | undefined };
