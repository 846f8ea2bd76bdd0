/** The product's connectors with another time than everybody's. */
import { connectCloudFoundry } from '../../../src/connectors/cloud-foundry/connect.ts';
import { cloudFoundry } from '../../../src/connectors/cloud-foundry/index.ts';
import type { ConnectorDefinition } from '../../../src/connectors/definition.ts';
import { type Clock, type Wait, wait } from '../../../src/connectors/http/waiting.ts';
import { connectIdentityAuthentication } from '../../../src/connectors/identity-authentication/connect.ts';
import { identityAuthentication } from '../../../src/connectors/identity-authentication/index.ts';
import { ANSWER_LIMITS } from '../../../src/connectors/identity-authentication/tenant-limits.ts';
import { connectScim } from '../../../src/connectors/scim/connect.ts';
import { scim } from '../../../src/connectors/scim/index.ts';

export interface Time extends Clock {
  /** Default: real time. */
  readonly silence?: Wait;
}

/** For tests in which much is sent again, and nobody looks at how long that takes. */
export const HURRIED: Time = {
  now: Date.now,
  wait: (milliseconds, signal) => wait(milliseconds / 50, signal),
};

/** By their type. */
export function connectorsWith({ now, wait, silence }: Time): ReadonlyMap<string, ConnectorDefinition> {
  const ofIdentityAuthentication: typeof identityAuthentication = {
    ...identityAuthentication,
    load: async () => (settings, environment) =>
      connectIdentityAuthentication(
        settings,
        { ...environment, now },
        { wait, silence, answerLimits: ANSWER_LIMITS },
      ),
  };
  const ofCloudFoundry: typeof cloudFoundry = {
    ...cloudFoundry,
    load: async () => (settings, environment) =>
      connectCloudFoundry(settings, { ...environment, now }, { wait, silence, answerTimeout: 45_000 }),
  };
  const ofScim: typeof scim = {
    ...scim,
    load: async () => (settings, environment) =>
      connectScim(settings, { ...environment, now }, { wait, silence }),
  };
  return new Map(
    [ofIdentityAuthentication, ofCloudFoundry, ofScim].map((definition) => [definition.type, definition]),
  );
}
