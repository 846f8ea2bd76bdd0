/** What became of a reference. */
export type Resolved =
  | { readonly value: string }
  /**
   * `hint` follows the reason: what there is on this machine instead. `missing`: nothing is wrong but that it is not here,
   * and where the proxy will run it may be.
   */
  | { readonly reason: string; readonly hint?: string; readonly missing?: true };
