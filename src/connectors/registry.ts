/** The built-in connectors by their type. */
import { cloudFoundry } from './cloud-foundry/index.ts';
import type { ConnectorDefinition } from './definition.ts';
import { identityAuthentication } from './identity-authentication/index.ts';
import { scim } from './scim/index.ts';
import { cloudFoundryUaa, xsuaa } from './uaa/index.ts';

export const connectorDefinitions: ReadonlyMap<string, ConnectorDefinition> = new Map(
  [identityAuthentication, cloudFoundry, cloudFoundryUaa, xsuaa, scim].map((definition) => [
    definition.type,
    definition,
  ]),
);
