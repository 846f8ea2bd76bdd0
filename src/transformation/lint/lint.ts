/** Runs all rules over an entity type. */
import type { CompiledEntity } from '../compile/entity.ts';
import type { FindingCollector } from '../findings.ts';
import { offsetOfKey } from '../parse/locate.ts';
import { reporter } from '../parse/read-model.ts';
import type { Direction } from '../types.ts';
import { RULES } from './rules/index.ts';

export function lint(entity: CompiledEntity, direction: Direction, findings: FindingCollector): void {
  for (const rule of RULES) {
    rule.check({
      entity,
      direction,
      mappings: entity.mappings,
      report: ({ key, ...problem }, where) => {
        const node = where?.model.node ?? entity.model.node;
        const ignored = entity.model.ignore || where?.model.ignore === true;
        const report = reporter(findings, ignored);
        report(
          { rule: rule.name, severity: rule.severity, ...problem },
          key === undefined ? node.offset : offsetOfKey(node, key),
        );
      },
    });
  }
}
