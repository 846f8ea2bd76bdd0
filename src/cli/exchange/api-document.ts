/** The API of one system of a configuration, for clients: without a running proxy, and without secrets. */
import { pino } from 'pino';
import { loadConfiguration } from '../../config/load.ts';
import { unknownSystem } from '../../config/unknown-system.ts';
import { externalUrl } from '../../exchange/export/external-url.ts';
import type { ApiAddress } from '../../openapi/api.ts';
import { openApiDocument } from '../../openapi/document.ts';
import { postmanCollection } from '../../openapi/postman.ts';
import { createProxySystem } from '../../proxy/proxy-system.ts';
import { partsOf } from '../../server/build-runtime.ts';
import { systemPath } from '../../server/families.ts';
import { TOKEN_PATH } from '../../server/oauth/token-path.ts';
import { UsageError } from '../command.ts';
import { loadOptions } from '../load-options.ts';

export type ApiFormat = 'openapi' | 'postman';

const MAKERS = { openapi: openApiDocument, postman: postmanCollection };

/** @throws UsageError, ConfigurationError, ExchangeError */
export async function apiDocument(
  config: string,
  id: string,
  format: ApiFormat,
  url: string | undefined,
): Promise<string> {
  const configuration = await loadConfiguration(config, { ...loadOptions, withoutSecrets: true });
  const { file, server, oauth, systems } = configuration;
  const loaded = systems.find((system) => system.id === id);
  if (loaded === undefined) throw new UsageError(unknownSystem(file, id, systems));
  if (loaded.status !== 'loaded') throw new UsageError(`System ${id} cannot be used: ${loaded.reason}`);
  const { href } = externalUrl({ file, server }, url);
  const proxy = href.replace(/\/+$/, '');
  const address: ApiAddress = {
    baseUrl: `${proxy}${systemPath(id)}`,
    waysIn: oauth === undefined ? ['basic'] : ['basic', 'bearer'],
    tokenUrl: oauth?.own === undefined ? undefined : `${proxy}${TOKEN_PATH}`,
  };
  // Nothing is asked of the backend, so nobody needs to guard it.
  const unguarded = { ...loaded, deletionGuard: undefined };
  const parts = partsOf(unguarded, {
    logger: pino({ level: 'silent' }),
    connectTimeout: server.connectTimeout,
  });
  const system = createProxySystem(parts);
  try {
    return `${JSON.stringify(MAKERS[format](system.description, address), null, 2)}\n`;
  } finally {
    await system.close();
  }
}
