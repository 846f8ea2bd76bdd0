/** Where the stand-in differs from the recorded UAA on purpose: the case, and why. */
export const DIFFERENCES: ReadonlyMap<string, string> = new Map([
  ['info-006', 'the stand-in has one address for UAA and Cloud Controller, and the root document is at /'],
]);
