/** Which members of an entity type need not be read to show it in a list. */
import type { EntityConnector } from '../connectors/connector.ts';
import { CarryPlan } from '../scim/carried/plan.ts';
import { neverCarried } from '../scim/schema/never-returned.ts';
import type { EntityTransformation } from '../transformation/index.ts';
import type { Carriage } from './entity.ts';

/** What the presenter and a list look at, and what they write. */
const OWN_SOURCES = ['id', 'meta'];
const OWN_TARGETS = ['schemas', 'id', 'meta'];

export function carriageOf(read: EntityTransformation, { looksAt }: EntityConnector): Carriage | undefined {
  if (looksAt === undefined) return undefined;
  const carriage = read.carriage({
    sources: [...OWN_SOURCES, ...looksAt],
    targets: [...OWN_TARGETS, ...neverCarried(read.targetNames)],
  });
  if (carriage === undefined || carriage.members.length === 0) return undefined;
  // A link is known by its name, which has to stay.
  if (carriage.members.some(({ target }) => target.at(-1) === '$ref')) return undefined;
  return { plan: new CarryPlan(carriage), run: carriage.run };
}
