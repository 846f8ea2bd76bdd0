import { DEFAULT_GROUPS, type Landscape } from '../landscape.ts';

/** Groups that nobody joins by default. */
const OTHER_GROUPS = [
  'clients.read',
  'cloud_controller.admin',
  'scim.read',
  'scim.write',
  'uaa.admin',
  'zones.read',
];

/** The UAA's groups: one per scope. */
export function seedGroups({ groups, guids }: Landscape, created: number): void {
  for (const displayName of [...DEFAULT_GROUPS, ...OTHER_GROUPS]) {
    groups.add({
      id: guids.next('group'),
      displayName,
      description: `Scope ${displayName}`,
      members: new Map(),
      version: 0,
      created,
      lastModified: created,
    });
  }
}
