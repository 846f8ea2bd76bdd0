/** From values with positions to the model: shapes are checked, every problem is reported at its place. */
import type { z } from 'zod';
import type { FindingCollector, Problem } from '../findings.ts';
import { isMap } from '../objects.ts';
import type { Direction, Json, JsonMap } from '../types.ts';
import { mistypedEntityType } from './entity-names.ts';
import { typeFix, valueFix } from './fixes.ts';
import { offsetOfKey, offsetOfValue } from './locate.ts';
import type {
  EntityModel,
  MappingModel,
  MappingSource,
  SkippableOperation,
  ValueMappingEntry,
} from './model.ts';
import { otherDocument } from './other-document.ts';
import { entitySchema, mappingSchema } from './schema.ts';
import type { SourceNode } from './source.ts';

/** Members of the compiled transformation beside its entity types. */
const RESERVED = new Set(['direction', 'entities', 'findings']);
const DEFAULT_ENDPOINTS = new Map([
  ['user', 'Users'],
  ['group', 'Groups'],
]);

type Report = (problem: Problem, offset: number) => void;

/** The entity types that could be read; what could not has been reported. */
export function readModel(root: SourceNode, direction: Direction, findings: FindingCollector): EntityModel[] {
  const other = otherDocument(root.value);
  if (other !== undefined) {
    const { message, fix } = other;
    findings.report({ rule: 'invalid-value', severity: 'error', message, fix }, root.offset);
    return [];
  }
  const entities: EntityModel[] = [];
  for (const [entityType, { keyOffset, node }] of root.members) {
    if (RESERVED.has(entityType) || entityType === '') {
      findings.report(
        {
          rule: 'reserved-entity-type',
          severity: 'error',
          message: `${JSON.stringify(entityType)} cannot be the name of an entity type`,
          fix: 'give the entity type another name',
        },
        keyOffset,
      );
      continue;
    }
    const entity = readEntity(entityType, keyOffset, node, direction, findings);
    if (entity !== undefined) entities.push(entity);
  }
  if (root.members.size === 0) {
    findings.report(
      {
        rule: 'no-entity-type',
        severity: 'warning',
        message: 'the transformation has no entity types, so it serves nothing',
        fix: 'add "user": {"mappings": [...]}',
      },
      root.offset,
    );
  }
  reportSharedEndpoints(entities, findings);
  return entities;
}

function readEntity(
  entityType: string,
  keyOffset: number,
  node: SourceNode,
  direction: Direction,
  findings: FindingCollector,
): EntityModel | undefined {
  const ignored = isIgnored(node);
  const report = reporter(findings, ignored);
  const parsed = check(entitySchema, node, `entity type ${JSON.stringify(entityType)}`, report);
  if (parsed === undefined) return undefined;
  const mappingNodes = node.members.get('mappings')?.node.items ?? [];
  const mappings = mappingNodes
    .map((mappingNode, index) => readMapping(mappingNode, index, ignored, findings))
    .filter((mapping) => mapping !== undefined);
  if (parsed.mappings === undefined) {
    report(
      {
        rule: 'no-mappings',
        severity: 'warning',
        message: `the entity type ${JSON.stringify(entityType)} has no mappings, so every output is empty`,
        fix: 'add "mappings": [...]',
      },
      node.offset,
    );
  }
  if (parsed.skipOperations !== undefined && direction === 'read') {
    report(
      {
        rule: 'unreachable-option',
        severity: 'warning',
        message: 'skipOperations has no effect in a read transformation',
        fix: 'move it to the write transformation',
      },
      offsetOfKey(node, 'skipOperations'),
    );
  }
  return {
    entityType,
    keyOffset,
    node,
    scimEntityEndpoint: parsed.scimEntityEndpoint ?? defaultEndpoint(entityType, node, report),
    ignore: parsed.ignore ?? false,
    condition: parsed.condition,
    conditionLine: parsed.condition === undefined ? undefined : findings.line(offsetOfKey(node, 'condition')),
    skipOperations: (parsed.skipOperations ?? []) as SkippableOperation[],
    mappings,
  };
}

/** Whether it says so, however wrong the rest of it may be. */
function isIgnored({ value }: SourceNode): boolean {
  return isMap(value) && (value['ignore'] === true || value['ignore'] === 'true');
}

function defaultEndpoint(entityType: string, node: SourceNode, report: Report): string {
  const known = DEFAULT_ENDPOINTS.get(entityType);
  if (known !== undefined) return known;
  // One that is mistyped is reported as such.
  if (mistypedEntityType(entityType) !== undefined) return entityType;
  report(
    {
      rule: 'missing-endpoint',
      severity: 'warning',
      message: `the entity type ${JSON.stringify(entityType)} has no scimEntityEndpoint, so it is served under its own name`,
      fix: 'add "scimEntityEndpoint": "Roles", or whatever clients shall call',
    },
    node.offset,
  );
  return entityType;
}

function reportSharedEndpoints(entities: readonly EntityModel[], findings: FindingCollector): void {
  const seen = new Map<string, string>();
  for (const { entityType, scimEntityEndpoint, node } of entities) {
    const other = seen.get(scimEntityEndpoint);
    if (other !== undefined) {
      findings.report(
        {
          rule: 'duplicate-endpoint',
          severity: 'error',
          message: `the entity types ${JSON.stringify(other)} and ${JSON.stringify(entityType)} have the same scimEntityEndpoint ${scimEntityEndpoint}`,
          fix: 'give each entity type an endpoint of its own',
        },
        offsetOfValue(node, ['scimEntityEndpoint']),
      );
    }
    seen.set(scimEntityEndpoint, entityType);
  }
}

function readMapping(
  node: SourceNode,
  index: number,
  entityIgnored: boolean,
  findings: FindingCollector,
): MappingModel | undefined {
  const ignored = entityIgnored || isIgnored(node);
  const report = reporter(findings, ignored);
  const parsed = check(mappingSchema, node, `mapping ${index + 1}`, report);
  if (parsed === undefined) return undefined;
  return {
    index,
    node,
    line: findings.line(node.offset),
    type: parsed.type ?? 'set',
    ignore: parsed.ignore ?? false,
    scope: parsed.scope,
    condition: parsed.condition,
    source: readSource(parsed),
    valueMappings: (parsed.valueMappings ?? []) as readonly ValueMappingEntry[],
    optional: parsed.optional ?? false,
    defaultValue: parsed.defaultValue as Json | undefined,
    preserveArrayWithSingleElement: parsed.preserveArrayWithSingleElement ?? false,
    functions: (parsed.functions ?? []) as JsonMap[],
    targetPath: parsed.targetPath,
    targetVariable: parsed.targetVariable,
    correlationAttribute: parsed.correlationAttribute ?? false,
  };
}

/** Contradictions between sources are reported by `checkMapping`. */
function readSource(parsed: z.output<typeof mappingSchema>): MappingSource {
  if (parsed.sourcePaths !== undefined) return { kind: 'paths', paths: parsed.sourcePaths };
  if (parsed.sourcePath !== undefined) return { kind: 'path', path: parsed.sourcePath };
  if (parsed.sourceVariable !== undefined) {
    return { kind: 'variable', name: parsed.sourceVariable, path: parsed.variablePath };
  }
  if (parsed.constant !== undefined) return { kind: 'constant', value: parsed.constant as Json };
  return { kind: 'none' };
}

function check<Schema extends z.ZodType>(
  schema: Schema,
  node: SourceNode,
  what: string,
  report: Report,
): z.output<Schema> | undefined {
  const result = schema.safeParse(node.value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const member = issue.path.map(String).join('.');
    // A member that is there with the wrong type of mapping: a function's name belongs into `functions`.
    if (member === 'type' && schema === (mappingSchema as z.ZodType)) {
      reportMappingType(node, report);
      continue;
    }
    report(
      {
        rule: 'invalid-value',
        severity: 'error',
        message: `${what}: ${member === '' ? 'it' : member} ${issue.message}`,
        fix: valueFix(issue.path, node.value),
      },
      offsetOfValue(node, issue.path),
    );
  }
  return undefined;
}

function reportMappingType(node: SourceNode, report: Report): void {
  const type = isMap(node.value) ? node.value['type'] : undefined;
  report(
    {
      rule: 'type-function-confusion',
      severity: 'error',
      message: `${JSON.stringify(type)} is no type of mapping; there are set (the default), remove, rename and valueMapping`,
      fix: typeFix(typeof type === 'string' ? type : ''),
    },
    offsetOfValue(node, ['type']),
  );
}

/** What is wrong in an ignored part is no reason not to load the rest. */
export function reporter(findings: FindingCollector, ignored: boolean): Report {
  return (problem, offset) =>
    findings.report(
      ignored && problem.severity === 'error' ? { ...problem, severity: 'warning' } : problem,
      offset,
    );
}
