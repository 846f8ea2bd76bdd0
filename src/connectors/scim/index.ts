/** Connector `scim`: any server that speaks SCIM 2.0, and SAP's types of systems that do. */
import { type ConnectorDefinition, defineConnector, type SapSystemType } from '../definition.ts';
import { propertiesSchema, type Settings } from './properties.ts';
import { GENERAL_PREFIX } from './property-shape.ts';

const SCIM_SYSTEM: SapSystemType = { type: 'scim', title: 'SCIM System', prefix: GENERAL_PREFIX };

function definitionFor(type: SapSystemType) {
  return defineConnector({
    type: type.type,
    title: type.title,
    prefix: type.prefix,
    properties: propertiesSchema(type),
    defaultTransformations: () => 'scim',
    notices: (settings: Settings) => settings.notices,
    load: async () => (await import('./connect.ts')).createScim,
  });
}

export const scim: ConnectorDefinition<ReturnType<typeof propertiesSchema>> = defineConnector({
  ...definitionFor(SCIM_SYSTEM),
  otherNames: ['SCIM', 'SCIM 2.0 server'],
  forSapType: definitionFor,
});
