/** What became of a reference. */
export type Resolved =
  | { readonly value: string }
  /** `hint` follows the reason: what there is on this machine instead. */
  | { readonly reason: string; readonly hint?: string };
