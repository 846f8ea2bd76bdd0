/** What is counted together: the rooms of `src/`, connectors one by one. */

/** By their folders, the nearest first. Stand-ins and commands are not judged, only on request. */
const ROOMS = {
  'cloud-foundry': 'src/connectors/cloud-foundry/',
  http: 'src/connectors/http/',
  'identity-authentication': 'src/connectors/identity-authentication/',
  // What connectors share.
  connectors: 'src/connectors/',
  config: 'src/config/',
  proxy: 'src/proxy/',
  scim: 'src/scim/',
  server: 'src/server/',
  transformation: 'src/transformation/',
  cli: 'src/cli/',
  sandbox: 'src/sandbox/',
} as const;

export type Room = keyof typeof ROOMS;

export const rooms = Object.keys(ROOMS) as readonly Room[];
export const judged = rooms.filter((room) => room !== 'cli' && room !== 'sandbox');

export function roomOf(file: string): Room | undefined {
  return rooms.find((room) => file.startsWith(ROOMS[room]));
}
