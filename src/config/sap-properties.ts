/**
 * Properties of SAP Identity Provisioning ("List of Properties") and of destinations (SAP BTP Connectivity) that
 * configurations taken over from there have, and that nobody reads here. A connector that does read one has it in its schema,
 * which wins.
 */

interface WithoutEffect {
  /** A name, or what names begin with. */
  readonly name: string | RegExp;
  /** `info` for what asks for nothing. Default: a warning. */
  readonly severity?: 'info';
  /** With this value it asks for what happens anyway. */
  readonly fine?: string;
  readonly reason: string;
}

const WAY_OF_LOGON = 'this type of system is logged on to without it';

const WITHOUT_EFFECT: readonly WithoutEffect[] = [
  {
    name: /^(?:OAuth2|tokenService|client(?:Id|Secret)$)/,
    reason: WAY_OF_LOGON,
  },
  { name: 'AuthType', reason: WAY_OF_LOGON },
  {
    name: /^ips\.trace\./,
    fine: 'false',
    reason: 'the content of entities is never logged',
  },
  {
    name: 'ips.delete.existedbefore.entities',
    fine: 'true',
    reason: 'the proxy does not remember who created an entity, DELETE deletes it',
  },
  {
    name: /^ips\.delete\.threshold\./,
    reason: 'the proxy does not count deletions, each DELETE of a client is carried out',
  },
  {
    name: /^ips\.(?:full\.read|delta\.read|job\.)/,
    reason: 'it is about jobs of source and target systems, which a proxy has not',
  },
  {
    name: /^CloudConnector/,
    reason: 'the proxy reaches a backend directly from where it stands, without a Cloud Connector',
  },
  {
    name: /^(?:KeyStore|TrustStore)/,
    reason:
      'certificates are in KeyStoreLocation (with KeyStorePassword) and TrustStoreLocation, which say of their files themselves what they are',
  },
  {
    name: /^(?:Name|Description)$/,
    severity: 'info',
    reason: 'a system is named by the key "name" beside "properties"',
  },
];

/** Why the property does nothing here, as a half sentence; `undefined` where SAP has none of this name that we know of. */
export function withoutEffect(name: string): Omit<WithoutEffect, 'name'> | undefined {
  return WITHOUT_EFFECT.find((entry) =>
    typeof entry.name === 'string' ? entry.name === name : entry.name.test(name),
  );
}
