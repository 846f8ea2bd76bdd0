/** Runs all rules over an entity type. */
import type { CompiledEntity } from '../compile/entity.ts';
import type { FindingCollector } from '../findings.ts';
import { offsetOfKey } from '../parse/locate.ts';
import { reporter } from '../parse/read-model.ts';
import type { Direction } from '../types.ts';
import { conditionPlaces, namesOfBackend, pathPlaces } from './places.ts';
import type { LintContext } from './rule.ts';
import { RULES } from './rules/index.ts';

export interface LintOptions {
  readonly direction: Direction;
  readonly findings: FindingCollector;
  /** Names that the backend's entities are known to have; `own`: those that the entity type has itself. */
  readonly backendNames: ReadonlySet<string> | 'own';
}

export function lint(entity: CompiledEntity, { direction, findings, backendNames }: LintOptions): void {
  const conditions = conditionPlaces(entity, direction);
  const paths = pathPlaces(entity, direction, conditions);
  const context: Omit<LintContext, 'report'> = {
    entity,
    direction,
    mappings: entity.mappings,
    conditions,
    paths,
    backendNames: backendNames === 'own' ? namesOfBackend(paths, direction) : backendNames,
  };
  for (const rule of RULES) {
    rule.check({
      ...context,
      report: ({ key, at, ...problem }, where) => {
        const node = where?.model.node ?? entity.model.node;
        const ignored = entity.model.ignore || where?.model.ignore === true;
        const report = reporter(findings, ignored);
        report(
          { rule: rule.name, severity: rule.severity, ...problem },
          at ?? (key === undefined ? node.offset : offsetOfKey(node, key)),
        );
      },
    });
  }
}
