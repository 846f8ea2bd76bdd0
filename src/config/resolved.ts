/** What became of a reference. */
export type Resolved = { readonly value: string } | Unresolved;

/** For the administrator of this machine. */
export function whyUnresolved({ reason, hint = '' }: Unresolved): string {
  return reason + hint;
}

export interface Unresolved {
  /** Why there is no value, and what to do. */
  readonly reason: string;
  /** Follows the reason: what there is on this machine instead. */
  readonly hint?: string;
  /** Nothing is wrong but that it is not here, and where the proxy will run it may be. */
  readonly missing?: true;
}
