/** Filters as the UAA understands them: SCIM 1.1 without `ne`, `ew`, `not` and value paths. */

export const OPERATORS = ['eq', 'co', 'sw', 'gt', 'ge', 'lt', 'le'] as const;

export type Operator = (typeof OPERATORS)[number];

export type Value =
  | { readonly kind: 'quoted'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'boolean'; readonly boolean: boolean };

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Filter[] }
  /** `attribute`: `name` or `name.sub`, whatever URN stood before it. */
  | { readonly kind: 'present'; readonly attribute: string }
  | {
      readonly kind: 'compare';
      readonly attribute: string;
      readonly operator: Operator;
      readonly value: Value;
    };

/** A filter or sort field the UAA cannot run; the endpoint answers 400. */
export class InvalidFilter extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'InvalidFilter';
  }
}
