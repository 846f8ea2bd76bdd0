/** A group as the UAA shows it. */
import type { StandInAnswer } from '../../../kit/message.ts';
import { ZONE } from '../../landscape.ts';
import type { UaaGroup } from '../../store/groups.ts';
import { resourceAnswer } from '../call.ts';
import { type Attributes, present } from '../projection.ts';
import { SCHEMAS } from '../schemas.ts';

/** What the table of groups has. */
const OWN_ATTRIBUTES: Attributes<UaaGroup> = {
  id: (group) => group.id,
  meta: (group) => ({
    version: group.version,
    created: new Date(group.created).toISOString(),
    lastModified: new Date(group.lastModified).toISOString(),
  }),
  displayName: (group) => group.displayName,
  description: (group) => group.description,
  zoneId: () => ZONE,
  schemas: () => SCHEMAS,
};

export const GROUP_ATTRIBUTES: Attributes<UaaGroup> = {
  ...OWN_ATTRIBUTES,
  members: (group) => [...group.members.values()],
};

export function groupAnswer(status: number, group: UaaGroup): StandInAnswer {
  return resourceAnswer(status, present(group, GROUP_ATTRIBUTES), group.version);
}

/** As it appears where it is a member of another group. */
export function withoutMembers(group: UaaGroup): Record<string, unknown> {
  return present(group, OWN_ATTRIBUTES);
}
