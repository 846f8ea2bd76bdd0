import { mistypedEndpoint, mistypedEntityType } from '../../parse/entity-names.ts';
import type { LintRule } from '../rule.ts';

export const entityName: LintRule = {
  name: 'entity-name',
  severity: 'warning',
  description:
    'An entity type that is nearly `user` or `group`, or an endpoint that is nearly `Users` or `Groups`: clients and backends do not know it. Names are case-sensitive.',
  check({ entity: { model }, report }) {
    const { entityType, scimEntityEndpoint, keyOffset, node } = model;
    const type = mistypedEntityType(entityType);
    if (type !== undefined) {
      report({
        at: keyOffset,
        message: `the entity type ${JSON.stringify(entityType)} is not ${JSON.stringify(type)}, and backends have no such thing`,
        fix: `write ${JSON.stringify(type)}, if that is meant`,
      });
    }
    const endpoint = mistypedEndpoint(scimEntityEndpoint);
    if (endpoint !== undefined && node.members.has('scimEntityEndpoint')) {
      report({
        key: 'scimEntityEndpoint',
        message: `the entities are served as ${scimEntityEndpoint}, and clients call ${endpoint}`,
        fix: `write ${JSON.stringify(endpoint)}, if that is meant`,
      });
    }
  },
};
