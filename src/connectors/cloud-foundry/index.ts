/** Connector `cloud-foundry`: SAP BTP Platform Members, users of the UAA and roles of Cloud Controller V3. */
import { defineConnector } from '../definition.ts';
import { propertiesSchema } from './properties.ts';

export const cloudFoundry = defineConnector({
  type: 'cloud-foundry',
  title: 'SAP BTP Platform Members (Cloud Foundry)',
  otherNames: ['CF', 'SAP BTP Platform Members'],
  prefix: 'btp.cf.pm',
  assignmentMethod: 'PUT',
  properties: propertiesSchema,
  defaultTransformations: () => 'cloud-foundry',
  notices: (settings) => settings.notices,
  load: async () => (await import('./connect.ts')).createCloudFoundry,
});
