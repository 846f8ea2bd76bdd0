/** What has to hold before an existing entity is changed or deleted. */
import type { CurrentEntity } from './current-entity.ts';
import type { ProxiedEntity } from './entity.ts';
import { notFound } from './get.ts';
import type { Preconditions } from './types.ts';
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
  current: CurrentEntity,
  { ifMatch }: Preconditions,
): Promise<void> {
  const comparesVersion =
    ifMatch !== undefined && ifMatch.trim() !== '*' && entity.connector.capabilities.versions;
  const refusesHidden = entity.settings.hiddenWrites === 'refuse' && entity.read.condition !== undefined;
  if (!comparesVersion && !refusesHidden) return;
  const presentation = await current.presentation();
  if (refusesHidden && presentation.status === 'filtered') throw notFound(entity, clientId);
  if (!comparesVersion) return;
  const version =
    presentation.status === 'presented' ? presentation.version : (await current.result()).version;
  if (!matchesVersion(ifMatch, version)) throw changedMeanwhile(entity, clientId);
}
