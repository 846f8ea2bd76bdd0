/** A transformation as its author wrote it: checked for shape, nothing compiled yet. */
import type { Json, JsonMap } from '../types.ts';
import type { SourceNode } from './source.ts';

export type MappingType = 'set' | 'remove' | 'rename' | 'valueMapping';
export type Scope = 'createEntity' | 'patchEntity' | 'deleteEntity';
export type SkippableOperation = 'create' | 'update' | 'delete';

/** Where a mapping's value comes from. */
export type MappingSource =
  | { readonly kind: 'none' }
  | { readonly kind: 'constant'; readonly value: Json }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly path: string | undefined };

export interface ValueMappingEntry {
  readonly key: readonly Json[];
  readonly mappedValue: Json;
}

export interface MappingModel {
  /** Zero-based position in `mappings`. */
  readonly index: number;
  readonly node: SourceNode;
  /** 1-based. */
  readonly line: number;
  readonly type: MappingType;
  readonly ignore: boolean;
  readonly scope: Scope | undefined;
  readonly condition: string | undefined;
  readonly source: MappingSource;
  readonly valueMappings: readonly ValueMappingEntry[];
  readonly optional: boolean;
  readonly defaultValue: Json | undefined;
  readonly preserveArrayWithSingleElement: boolean;
  readonly functions: readonly JsonMap[];
  readonly targetPath: string | undefined;
  readonly targetVariable: string | undefined;
  readonly correlationAttribute: boolean;
}

export interface EntityModel {
  readonly entityType: string;
  /** Where its name stands in the text. */
  readonly keyOffset: number;
  readonly node: SourceNode;
  readonly scimEntityEndpoint: string;
  readonly ignore: boolean;
  readonly condition: string | undefined;
  /** 1-based. */
  readonly conditionLine: number | undefined;
  readonly skipOperations: readonly SkippableOperation[];
  readonly mappings: readonly MappingModel[];
}
