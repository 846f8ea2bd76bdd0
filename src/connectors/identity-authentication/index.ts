/** Connector `identity-authentication`: SAP Cloud Identity Services, both versions of the SCIM API. */
import { defineConnector } from '../definition.ts';
import { propertiesSchema } from './properties.ts';

export const identityAuthentication = defineConnector({
  type: 'identity-authentication',
  title: 'Identity Authentication',
  otherNames: ['SAP Cloud Identity Services', 'Identity Directory'],
  prefix: 'ias',
  assignmentMethod: 'PUT',
  properties: propertiesSchema,
  defaultTransformations: ({ version }) => `identity-authentication/v${version}`,
  notices: (settings) => settings.notices,
  load: async () => (await import('./connect.ts')).createIdentityAuthentication,
});
