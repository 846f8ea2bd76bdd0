/** Work on one entity that reads it and writes what it made of that. */
import type { ReadAndReplace } from '../connectors/connector.ts';
import type { ProxiedEntity } from './entity.ts';
import { waitingForTurn } from './trace-step.ts';
import type { ProxyContext } from './types.ts';

/**
 * Where the connector has no way of its own to keep others out, it is done here. Instances and writers beside this process
 * are not seen.
 *
 * @param id as the backend has it
 * @param work has to use the context it is given, which keeps others out until what was sent is over
 */
export async function alone<T>(
  { connector, turns }: ProxiedEntity,
  id: string,
  context: ProxyContext,
  work: (connection: ReadAndReplace, context: ProxyContext) => Promise<T>,
): Promise<T> {
  return connector.exclusively === undefined
    ? await turns.take(
        id,
        true,
        context.signal,
        (hold) => work(connector, { ...context, unanswered: hold }),
        waitingForTurn(context),
      )
    : await connector.exclusively(id, context, (connection) => work(connection, context));
}
