/** The names that a backend's entities are known to have, from transformations that are known to be right. */
import { compileEntity } from './compile/entity.ts';
import { FindingCollector } from './findings.ts';
import { conditionPlaces, namesOfBackend, pathPlaces } from './lint/places.ts';
import { readModel } from './parse/read-model.ts';
import { parseSource } from './parse/source.ts';
import type { Direction } from './types.ts';

/** Member names in the paths that a read transformation reads, and that a write transformation writes. */
export function backendNames(source: string, direction: Direction): ReadonlySet<string> {
  const findings = new FindingCollector(source, undefined);
  const root = parseSource(source, findings, () => (text) => ({ text, secret: false }));
  if (root === undefined) return new Set();
  const environment = { direction, properties: {}, findings, dateFormat: '' };
  const paths = readModel(root, direction, findings)
    .map((model) => compileEntity(model, environment))
    .flatMap((entity) => pathPlaces(entity, direction, conditionPlaces(entity, direction)));
  return namesOfBackend(paths, direction);
}
