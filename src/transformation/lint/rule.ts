/** What a lint rule is made of. Every rule is one file in `rules/`. */
import type { CompiledEntity } from '../compile/entity.ts';
import { operationsOfDirection, operationsOfScope } from '../compile/operations.ts';
import type { MappingParts } from '../compile/parts.ts';
import type { Direction, Operation, Severity } from '../types.ts';

export interface RuleProblem {
  readonly message: string;
  readonly fix?: string;
  /** The rule's own, where not given. */
  readonly severity?: Severity;
  /** Key of the mapping or the entity type to point at; absent: the whole of it. */
  readonly key?: string;
}

export interface LintContext {
  readonly entity: CompiledEntity;
  readonly direction: Direction;
  /** Mappings with an effect, neither ignored nor without target. */
  readonly mappings: readonly MappingParts[];
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

/** Operations on which the mapping runs; none in the read direction for one with a scope. */
export function operationsOf(parts: MappingParts, direction: Direction): readonly Operation[] {
  const possible = operationsOfDirection(direction);
  return operationsOfScope(parts.model.scope).filter((operation) => possible.includes(operation));
}

/** Runs for every entity, as far as its condition is concerned. */
export function isUnconditional(parts: MappingParts): boolean {
  return parts.condition === undefined || parts.condition.constant === true;
}
