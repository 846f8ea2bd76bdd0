/** What a lint rule is made of. Every rule is one file in `rules/`. */
import type { CompiledEntity } from '../compile/entity.ts';
import type { MappingParts } from '../compile/parts.ts';
import type { Direction, Severity } from '../types.ts';
import type { ConditionPlace, PathPlace } from './places.ts';

export { operationsOf } from './operations.ts';

export interface RuleProblem {
  readonly message: string;
  readonly fix?: string;
  /** The rule's own, where not given. */
  readonly severity?: Severity;
  /** Key of the mapping or the entity type to point at; absent: the whole of it. */
  readonly key?: string;
  /** Offset into the text to point at, instead of a key. */
  readonly at?: number;
}

export interface LintContext {
  readonly entity: CompiledEntity;
  readonly direction: Direction;
  /** Mappings with an effect, neither ignored nor without target. */
  readonly mappings: readonly MappingParts[];
  /** Every condition, and every path, wherever it stands. */
  readonly conditions: readonly ConditionPlace[];
  readonly paths: readonly PathPlace[];
  /** Names that the backend's entities are known to have. */
  readonly backendNames: ReadonlySet<string>;
  /** @param where the mapping; absent: the entity type */
  report(problem: RuleProblem, where?: MappingParts): void;
}

export interface LintRule {
  /** Kebab case. */
  readonly name: string;
  readonly severity: Severity;
  /** One sentence for the table in the documentation. */
  readonly description: string;
  check(context: LintContext): void;
}

/** Runs for every entity, as far as its condition is concerned. */
export function isUnconditional(parts: MappingParts): boolean {
  return parts.condition === undefined || parts.condition.constant === true;
}
