/** What all systems have in common on their way out: web proxies that the environment names, further authorities. */
import { dirname } from 'node:path';
import { environmentProxies } from '../connectors/http/way/environment-proxies.ts';
import { MaterialError, readCertificates } from '../connectors/http/way/pem.ts';
import type { Surroundings } from '../connectors/http/way/surroundings.ts';
import { ConfigurationError, type Problem } from './problem.ts';
import { type ReferenceContext, resolveReference } from './references.ts';
import type { Configuration } from './schema.ts';
import type { Source } from './source/source.ts';

type SurroundingsOptions = Omit<ReferenceContext, 'folder'>;

const SETTING = 'server.certificateAuthorities';

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
  const authorities: string[] = [];
  const errors: Problem[] = [];
  for (const [index, entry] of server.certificateAuthorities.entries()) {
    const refuse = (message: string) =>
      errors.push({
        severity: 'error',
        file,
        message: `${SETTING} ${message}`,
        ...source.valueAt(['server', 'certificateAuthorities', index]),
      });
    let text = entry;
    if (typeof text !== 'string') {
      const resolved = await resolveReference(text, { environment, folder: dirname(file) }, 'certificates');
      if (!('value' in resolved)) {
        if (resolved.missing && withoutSecrets) continue;
        refuse(`has no value: ${resolved.reason}${resolved.hint ?? ''}`);
        continue;
      }
      text = resolved.value;
    }
    try {
      authorities.push(...readCertificates(SETTING, text).map((certificate) => certificate.toString()));
    } catch (error) {
      if (!(error instanceof MaterialError)) throw error;
      refuse(error.message);
    }
  }
  if (errors.length > 0) throw new ConfigurationError(errors);
  const { webProxyFor, problems } = environmentProxies(environment);
  return {
    surroundings: { webProxyFor, authorities },
    problems: problems.map((message) => ({ severity: 'warning', file, message, ...source.keyAt([]) })),
  };
}
