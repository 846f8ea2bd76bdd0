/** Connectors `cloud-foundry-uaa` and `xsuaa`: users and groups of a UAA, which are role collections in that of SAP BTP. */
import { defineConnector } from '../definition.ts';
import { type Kind, propertiesSchema, type Settings } from './properties.ts';

function definitionFor(type: string, otherNames: readonly string[], kind: Kind) {
  return defineConnector({
    type,
    title: kind.title,
    otherNames,
    prefix: kind.prefix,
    properties: propertiesSchema(kind),
    defaultTransformations: () => type,
    notices: (settings: Settings) => settings.notices,
    load: async () => (await import('./connect.ts')).createUaa,
  });
}

export const cloudFoundryUaa = definitionFor('cloud-foundry-uaa', ['UAA'], {
  title: 'Cloud Foundry UAA Server',
  prefix: 'uaa',
  urlExample: 'https://uaa.cf.example.com',
  tokenUrlExample: 'https://uaa.cf.example.com/oauth/token',
  originExample: 'uaa',
  access: 'scope',
});

export const xsuaa = definitionFor('xsuaa', ['SAP Authorization and Trust Management service'], {
  title: 'SAP BTP XS Advanced UAA (Cloud Foundry)',
  prefix: 'xsuaa',
  urlExample: 'https://api.authentication.eu10.hana.ondemand.com',
  tokenUrlExample: 'https://<subdomain>.authentication.eu10.hana.ondemand.com/oauth/token',
  originExample: 'sap.custom',
  access: 'apiaccess',
});
