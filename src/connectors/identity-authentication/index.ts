/** Connector `identity-authentication`: SAP Cloud Identity Services, both versions of the SCIM API. */
import { defineConnector } from '../connector.ts';
import { propertiesSchema } from './properties.ts';

export const identityAuthentication = defineConnector({
  type: 'identity-authentication',
  title: 'Identity Authentication',
  // The last two are what a SCIM API without any other name is taken for: this is the only one.
  otherNames: ['SAP Cloud Identity Services', 'Identity Directory', 'SCIM', 'SCIM System'],
  prefix: 'ias',
  assignmentMethod: 'PUT',
  properties: propertiesSchema,
  defaultTransformations: ({ version }) => `identity-authentication/v${version}`,
  notices: (settings) => settings.notices,
  load: async () => (await import('./connect.ts')).createIdentityAuthentication,
});
