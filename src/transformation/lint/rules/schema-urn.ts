import type { PathStep } from '../../jsonpath/types.ts';
import { NameIndex } from '../../name-index.ts';
import type { Json } from '../../types.ts';
import type { LintRule } from '../rule.ts';
import { SCHEMA_URNS } from '../scim-shape.ts';

export const schemaUrn: LintRule = {
  name: 'schema-urn',
  severity: 'warning',
  description:
    'A constant for `$.schemas` that is nearly the URN of a schema which SCIM, the backend or a path of the transformation has.',
  check({ mappings, paths, backendNames, report }) {
    const used = [...backendNames, ...paths.flatMap(({ steps }) => namesOf(steps))];
    const known = new NameIndex([...SCHEMA_URNS, ...used.filter((name) => /^urn:/i.test(name))]);
    for (const parts of mappings) {
      const { source } = parts.model;
      const [first] = parts.target?.steps ?? [];
      if (source.kind !== 'constant' || first?.kind !== 'member' || first.name !== 'schemas') continue;
      for (const urn of textsIn(source.value)) {
        const meant = known.has(urn) ? undefined : known.meantBy(urn);
        if (meant === undefined) continue;
        const message = `there is no schema ${urn}, and nearly one; URNs of schemas are compared letter by letter`;
        report({ key: 'constant', message, fix: `write ${meant}, if that is meant` }, parts);
      }
    }
  },
};

function namesOf(steps: readonly PathStep[]): readonly string[] {
  return steps.flatMap((step) => (step.kind === 'member' ? [step.name] : []));
}

function textsIn(value: Json): readonly string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === 'string');
}
