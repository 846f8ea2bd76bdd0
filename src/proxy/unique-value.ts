/** By what an entity is found that a client means. */
export interface UniqueValue {
  /** Such as `userName` or `emails[0].value`. */
  readonly attribute: string;
  readonly value: string | number | boolean;
}
