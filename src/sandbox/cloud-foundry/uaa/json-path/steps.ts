/** The steps of a JSON path, and whether they can lead to more than one value. */

export type Step =
  | { readonly kind: 'property'; readonly name: string }
  /** Negative: from the end. */
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  /** The step behind it applies at every depth. */
  | { readonly kind: 'scan' };

export function isDefinite(step: Step): boolean {
  return step.kind === 'property' || step.kind === 'index';
}

/** A path that cannot be read. */
export class InvalidPath extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'InvalidPath';
  }
}
