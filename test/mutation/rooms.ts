/** What is counted together: the rooms of `src/`, connectors one by one. */

/** By their folders, the nearest first. */
const ROOMS = {
  'cloud-foundry': 'src/connectors/cloud-foundry/',
  http: 'src/connectors/http/',
  'identity-authentication': 'src/connectors/identity-authentication/',
  'scim-systems': 'src/connectors/scim/',
  'third-party': 'src/connectors/third-party/',
  uaa: 'src/connectors/uaa/',
  // What connectors share.
  connectors: 'src/connectors/',
  audit: 'src/audit/',
  config: 'src/config/',
  exchange: 'src/exchange/',
  explain: 'src/explain/',
  oauth: 'src/oauth/',
  openapi: 'src/openapi/',
  proxy: 'src/proxy/',
  scim: 'src/scim/',
  server: 'src/server/',
  state: 'src/state/',
  telemetry: 'src/telemetry/',
  transformation: 'src/transformation/',
  x509: 'src/x509/',
  // Only on request.
  cli: 'src/cli/',
  sandbox: 'src/sandbox/',
  errors: 'src/errors.ts',
  'make-folder': 'src/make-folder.ts',
  'steady-clock': 'src/steady-clock.ts',
  // It only hands on.
  package: 'src/index.ts',
} as const;

export type Room = keyof typeof ROOMS;

export const rooms = Object.keys(ROOMS) as readonly Room[];
export const judged = rooms.filter(
  (room) => !['cli', 'sandbox', 'errors', 'make-folder', 'steady-clock', 'package'].includes(room),
);

export function roomOf(file: string): Room {
  const found = rooms.find((room) => file.startsWith(ROOMS[room]));
  if (found === undefined) throw new Error(`${file} is no source of a room.`);
  return found;
}

/** Tests stand where their sources do: `test/proxy/` for what is in `src/proxy/`. */
export function testsFolderOf(file: string): string {
  return ROOMS[roomOf(file)].replace(/^src/, 'test');
}
