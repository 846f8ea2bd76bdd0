/**
 * A filter (RFC 7644 §3.4.2.2) as a tree. Attribute paths are kept as people wrote them, split into their
 * parts; which attribute of which backend they mean is the proxy's and the connector's business.
 */

export type ComparisonOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type ComparisonValue = string | number | boolean | null;

/** `urn:…:User:emails[0].value` → schema, `emails`, index 0, `value`. */
export interface AttributePath {
  readonly schema?: string | undefined;
  readonly attribute: string;
  /** SAP's `emails[0].value`: the first of a list. Not in the RFC. */
  readonly index?: number | undefined;
  readonly subAttribute?: string | undefined;
}

export interface Comparison {
  readonly kind: 'compare';
  readonly path: AttributePath;
  readonly operator: ComparisonOperator;
  readonly value: ComparisonValue;
}

export type Filter =
  | Comparison
  | { readonly kind: 'present'; readonly path: AttributePath }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  /** `emails[type eq "work" and value co "@x"]` */
  | { readonly kind: 'valuePath'; readonly path: AttributePath; readonly filter: Filter };
