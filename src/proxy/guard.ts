/** What has to hold before an existing entity is changed or deleted. */
import type { ProxiedEntity } from './entity.ts';
import { notFound } from './get.ts';
import { baseLocation, present } from './presenter.ts';
import type { Preconditions, ProxyContext } from './types.ts';
import { changedMeanwhile, matchesVersion } from './versions.ts';

/**
 * Costs a read only where the client sent `If-Match` with a version, or where changing hidden entities is refused.
 * Backends with versions do not all look at `If-Match`, so it is compared here as well as passed on.
 *
 * @throws ScimError 412 for another version, 404 for an entity that the read condition hides
 */
export async function guardWrite(
  entity: ProxiedEntity,
  clientId: string,
  backendId: string,
  preconditions: Preconditions,
  context: ProxyContext,
): Promise<void> {
  const { ifMatch } = preconditions;
  const comparesVersion =
    ifMatch !== undefined && ifMatch.trim() !== '*' && entity.connector.capabilities.versions;
  const refusesHidden = entity.settings.hiddenWrites === 'refuse' && entity.read.condition !== undefined;
  if (!comparesVersion && !refusesHidden) return;
  const current = await entity.connector.get(backendId, {}, context);
  const presented = present(
    entity.read,
    current.entity,
    baseLocation(context.baseUrl, entity.read),
    current.version,
  );
  if (refusesHidden && presented.status === 'filtered') throw notFound(entity, clientId);
  const version = presented.status === 'presented' ? presented.version : current.version;
  if (comparesVersion && !matchesVersion(ifMatch, version)) {
    throw changedMeanwhile(entity, clientId);
  }
}
