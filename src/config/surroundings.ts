/** What all systems have in common on their way out: web proxies that the environment names, further authorities. */
import { dirname } from 'node:path';
import { environmentProxies } from '../connectors/http/way/environment-proxies.ts';
import type { Surroundings } from '../connectors/http/way/surroundings.ts';
import { loadAuthorities } from './authorities.ts';
import { ConfigurationError, type Problem } from './problem.ts';
import type { ReferenceContext } from './references.ts';
import type { Configuration } from './schema.ts';
import type { Source } from './source/source.ts';

type SurroundingsOptions = Omit<ReferenceContext, 'folder'>;

/**
 * @throws ConfigurationError for an authority that cannot be read: a backend that is not trusted for that reason would be
 * looked for in the wrong place
 */
export async function loadSurroundings(
  { server }: Configuration,
  source: Source,
  { environment, withoutSecrets }: SurroundingsOptions,
): Promise<{ surroundings: Surroundings; problems: Problem[] }> {
  const { file } = source;
  const { authorities, errors } = await loadAuthorities(
    server.certificateAuthorities,
    ['server', 'certificateAuthorities'],
    source,
    { environment, folder: dirname(file), withoutSecrets },
  );
  if (errors.length > 0) throw new ConfigurationError(errors);
  const { webProxyFor, problems } = environmentProxies(environment);
  return {
    surroundings: { webProxyFor, authorities },
    problems: problems.map((message) => ({ severity: 'warning', file, message, ...source.keyAt([]) })),
  };
}
