/** Changes of one entity, and who is kept away from it meanwhile: in this process, and at other instances. */
import type { ReadAndReplace } from '../connectors/connector.ts';
import { leased } from '../connectors/leased.ts';
import { idKey } from '../scim/entity-id.ts';
import type { ProxiedEntity } from './entity.ts';
import { waitingForTurn } from './trace-step.ts';
import type { ProxyContext } from './types.ts';

/**
 * Work that reads the entity and writes what it made of that. Where the connector has no way of its own to keep others out, it is
 * done here. Writers beside the proxy are not seen.
 *
 * @param id as the backend has it
 * @param work has to use the context it is given, which keeps others out until what was sent is over
 */
export async function alone<T>(
  entity: ProxiedEntity,
  id: string,
  context: ProxyContext,
  work: (connection: ReadAndReplace, context: ProxyContext) => Promise<T>,
): Promise<T> {
  const { connector } = entity;
  return connector.exclusively === undefined
    ? await inTurn(entity, id, true, context, (held) => work(connector, held))
    : await connector.exclusively(id, context, (connection) => work(connection, context));
}

/**
 * First within the process, so that an instance asks for one lease at a time. A backend that refuses outdated writes needs no
 * other instance to be kept away.
 *
 * @param isAlone whether the work reads and writes; else it goes side by side with others of its kind
 */
export function inTurn<T>(
  { connector, turns, place, leases }: ProxiedEntity,
  id: string,
  isAlone: boolean,
  context: ProxyContext,
  work: (context: ProxyContext) => Promise<T>,
): Promise<T> {
  const key = idKey(id);
  const lease = {
    leases: connector.capabilities.refusesOutdated === true ? undefined : leases,
    key: `${place} ${key}`,
    alone: isAlone,
  };
  return turns.take(
    key,
    isAlone,
    context.signal,
    (hold) => leased(lease, isAlone ? { ...context, unanswered: hold } : context, work),
    waitingForTurn(context),
  );
}
