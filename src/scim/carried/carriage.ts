/**
 * Which members of an entity only go on from a backend's answer to the proxy's, as they are: they need not be read. What
 * stands in the answer's bytes is written as it stands there.
 */

/** A member that is copied to another one, and that nobody looks at. */
export interface CarriedMember {
  /** Names from the entity down to it; no member is below another one. */
  readonly source: readonly string[];
  /** Names from the resource down to where it goes; no two go to the same place, or to one below another one. */
  readonly target: readonly string[];
  /** Without it, the entity has to be read. */
  readonly mandatory: boolean;
  /** A list of one value goes on as that value. */
  readonly unwraps: boolean;
}

export interface Carriage {
  readonly members: readonly CarriedMember[];
  /** Names of top-level members that somebody looks at. What is in neither list, nobody needs. */
  readonly read: ReadonlySet<string>;
  /** Members that change where others go: an entity that has one of them has to be read. */
  readonly excluded: readonly (readonly string[])[];
}
