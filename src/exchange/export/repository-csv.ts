/**
 * A system as a repository of SAP Identity Management (type `com.sap.idm.connector.scim:reptype.SCIM`): a header and one row
 * of 25 columns, as SAP Identity Provisioning exports proxy systems. Every field is quoted, lines end with CRLF (RFC 4180),
 * which a reader of lines takes like the bare line feed of SAP's own file.
 */
import type { ConfiguredEntry } from './configured-system.ts';
import { externalUrl, PORTS } from './external-url.ts';

/** The URL family that repositories of SAP Identity Management are configured with. */
const FAMILY = '/ipsproxy/api/v1/scim';
const TIMEOUT = '60000';

export interface RepositoryOptions {
  /** Under which clients reach the proxy; default: `server.externalUrl`. */
  readonly url?: string | undefined;
}

/** @throws ExchangeError where nobody says under which URL clients reach the proxy */
export function repositoryCsv(system: ConfiguredEntry, options: RepositoryOptions = {}): string {
  const { id, name = id } = system.entry;
  const { title, assignmentMethod = 'PATCH' } = system.definition;
  const proxy = externalUrl(system, options.url);
  const label = oneLine(name);
  const columns: readonly (readonly [name: string, value: string])[] = [
    ['Name', label],
    ['Description', title],
    ['Type', ''],
    ['Disabled', '0'],
    ['TypeQN', 'com.sap.idm.connector.scim:reptype.SCIM'],
    ['AUTH_PASSWORD', ''],
    ['AUTH_TYPE', 'basic'],
    ['AUTH_USER', ''],
    ['CONNECT_TIMEOUT', TIMEOUT],
    ['CONNECTION_KEEPALIVE', TIMEOUT],
    ['MX_PRIV_GROUPING_ATTRIBUTE', ''],
    ['OAUTH_URL', ''],
    ['PROXY_HOST', ''],
    ['PROXY_PASSWORD', ''],
    ['PROXY_PORT', ''],
    ['PROXY_USER', ''],
    ['READ_TIMEOUT', TIMEOUT],
    ['SCIM_ASSIGNMENT_METHOD', assignmentMethod],
    ['SCIM_HOST', proxy.hostname],
    ['SCIM_PATH', `${proxy.pathname.replace(/\/+$/, '')}${FAMILY}/${id}`],
    ['SCIM_PORT', proxy.port || (PORTS[proxy.protocol] ?? '')],
    ['SCIM_PROTOCOL', proxy.protocol.replace(':', '')],
    ['SYSTEM_PRIVILEGE', `PRIV:SYSTEM:${label}`],
    ['TRUSTSTORE', ''],
    ['TRUSTSTORE_PASSWORD', ''],
  ];
  return `${row(columns.map(([column]) => column))}${row(columns.map(([, value]) => value))}`;
}

function row(fields: readonly string[]): string {
  return `${fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/** The file has one row; a line break within a field is more than every reader of it takes. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced.
  return text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ').trim();
}
