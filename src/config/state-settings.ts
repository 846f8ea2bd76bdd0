/** Where the proxy remembers what it counts, with everything that the configuration refers to. */
import { dirname, resolve } from 'node:path';
import type { StateSettings } from '../state/settings.ts';
import { loadAuthorities } from './authorities.ts';
import { ConfigurationError, type Problem } from './problem.ts';
import { type ReferenceContext, resolveReference } from './references.ts';
import { whyUnresolved } from './resolved.ts';
import type { Configuration } from './schema.ts';
import type { Source } from './source/source.ts';
import { parseValkeyUrl } from './valkey-url.ts';

const IN_MEMORY: StateSettings = Object.freeze({ kind: 'memory' });
const USUAL_PREFIX = 'ipsproxy:';

/** @throws ConfigurationError where it is not known: what instances count each for themselves lets too much through */
export async function loadStateSettings(
  { state }: Configuration,
  source: Source,
  { environment, withoutSecrets }: Omit<ReferenceContext, 'folder'>,
): Promise<StateSettings> {
  if (state === undefined) return IN_MEMORY;
  const folder = dirname(source.file);
  if (state.url === undefined)
    return Object.freeze({ kind: 'folder', folder: resolve(folder, state.folder ?? '') });

  const context = { environment, folder, withoutSecrets };
  const path = ['state', 'url'];
  const problem = (message: string): Problem => ({
    severity: 'error',
    file: source.file,
    message,
    ...source.valueAt(path),
  });
  const { authorities, errors } = await loadAuthorities(
    state.certificateAuthorities ?? [],
    ['state', 'certificateAuthorities'],
    source,
    context,
  );
  const resolved = await resolveReference(state.url, context);
  if (!('value' in resolved)) {
    if (resolved.missing && withoutSecrets && errors.length === 0) return IN_MEMORY;
    throw new ConfigurationError([problem(`state.url has no value: ${whyUnresolved(resolved)}`), ...errors]);
  }
  const address = parseValkeyUrl(resolved.value.trim());
  if ('reason' in address) {
    throw new ConfigurationError([problem(`state.url cannot be used: ${address.reason}`), ...errors]);
  }
  if (errors.length > 0) throw new ConfigurationError(errors);
  return Object.freeze({ kind: 'valkey', address, prefix: state.prefix ?? USUAL_PREFIX, authorities });
}
