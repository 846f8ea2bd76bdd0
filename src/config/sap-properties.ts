/**
 * Properties of SAP Identity Provisioning ("List of Properties") that configurations taken over from there have, and that
 * nobody reads here. A connector that does read one has it in its schema, which wins.
 */

interface WithoutEffect {
  /** A name, or what names begin with. */
  readonly name: string | RegExp;
  /** With this value it asks for what happens anyway. */
  readonly fine?: string;
  readonly reason: string;
}

const WITHOUT_EFFECT: readonly WithoutEffect[] = [
  {
    name: /^(?:OAuth2|oauth\.|tokenService|client(?:Id|Secret)$)/,
    reason: 'this type of system is logged on to with User and Password only',
  },
  { name: 'AuthType', reason: 'this type of system is logged on to with User and Password only' },
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
    name: /^ips\.(?:full\.read|delta\.read|job\.)/,
    reason: 'it is about jobs of source and target systems, which a proxy has not',
  },
  {
    name: /^(?:CloudConnector|KeyStore|TrustStore|TrustAll$)/,
    reason: 'the proxy connects over the Internet, with the certificate authorities that Node.js trusts',
  },
  { name: /^(?:Name|Description)$/, reason: 'a system is named by the key "name" beside "properties"' },
];

/** Why the property does nothing here: a half sentence; `undefined` where SAP has none of this name that we know of. */
export function withoutEffect(name: string): { readonly reason: string; readonly fine?: string } | undefined {
  return WITHOUT_EFFECT.find((entry) =>
    typeof entry.name === 'string' ? entry.name === name : entry.name.test(name),
  );
}
