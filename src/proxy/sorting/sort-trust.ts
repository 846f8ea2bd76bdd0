/** Whether a backend that says that it sorts was ever seen not to. */
export interface SortTrust {
  isBroken: boolean;
}
