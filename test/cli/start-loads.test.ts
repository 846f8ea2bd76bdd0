/** What `serve` loads: a start takes as long as that takes, and an idle proxy is as large. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { folderWith } from '../config/helpers.ts';
import { ENTRY, watch } from './helpers.ts';
import { configuration, ENVIRONMENT } from './proxy-process.ts';

const LIST_LOADED = fileURLToPath(new URL('list-loaded.ts', import.meta.url));

/** Everything that was loaded before the first request. */
async function loadedFor(files: Readonly<Record<string, string>>): Promise<string> {
  const [main = ''] = Object.keys(files);
  const file = join(await folderWith(files), main);
  const LOADED = join(dirname(file), 'loaded');
  const args = [process.execPath, '--import', LIST_LOADED, ENTRY, 'serve', '--config', file];
  const proxy = watch(args, { env: { ...ENVIRONMENT, LOADED } });
  await proxy.line(({ url }) => url !== undefined);
  proxy.child.kill('SIGTERM');
  await proxy.ended;
  return readFile(LOADED, 'utf8');
}

/** What a plain configuration does not need, and where it stands. */
const NEEDLESS: Readonly<Record<string, RegExp>> = {
  'YAML, as the file is JSON': /\/node_modules\/yaml\//,
  'tables of countries, as no mapping converts them': /\/node_modules\/iso-3166\//,
  'what connects systems of other types': /\/src\/connectors\/cloud-foundry\/connect\.ts$/,
  'what compiles schemas of routes, as they have none':
    /\/node_modules\/(?:ajv|@fastify\/(?:ajv|fast-json-stringify)-compiler)\//,
  "undici's index, with fetch, WebSocket, caches and mocks": /\/undici\/(?:index|lib\/(?:web|mock|cache))/,
  "Node's own undici, which comes with an import of node:http": /^NativeModule internal\/deps\/undici\//,
  'questions and progress for people at a terminal': /\/node_modules\/(?:@clack|cli-progress)\//,
  'access tokens, as none are issued or accepted':
    /\/node_modules\/jose\/|\/src\/config\/oauth-settings\.ts$|\/src\/oauth\/(?!refusal\.ts)|\/src\/server\/oauth\/open\.ts$/,
  'deletion guards, as no system has one':
    /\/src\/(?:proxy\/deletion-guard|server\/deletion-guard\/(?!open|memory))/,
  'documents about APIs': /\/src\/openapi\//,
  'the audit log': /\/src\/(?:audit|server\/audit|config\/audit\.ts)/,
  'TLS and certificates of clients':
    /\/src\/(?:x509\/|server\/http\/tls\.ts|config\/(?:server-tls|user-certificates)\.ts)/,
  'traces, as nobody wants them': /\/node_modules\/@opentelemetry\/|\/src\/(?:server\/)?telemetry\/.*trac/,
  'stand-ins': /\/src\/sandbox\//,
  'import and export': /\/src\/exchange\//,
  'the generation of the JSON Schema': /\/src\/config\/json-schema\.ts$/,
  'the work of other commands':
    /\/src\/cli\/(?:demo|exchange|explain|load-check|print|secret|transform|validate)\//,
  'what counts requests, as nothing is limited': /\/node_modules\/(?:@fastify\/rate-limit|ip-address)\//,
  'what speaks to a server of shared state, or keeps it in a folder':
    /\/node_modules\/@redis\/|\/src\/state\/(?:folder|valkey)\//,
  'what is done with metrics only when somebody asks for them':
    /\/node_modules\/(?:prom-client\/(?:index|lib\/(?:cluster|pushgateway|summary|defaultMetrics|metrics\/))|tdigest|bintrees)/,
  'what tests use': /\/node_modules\/light-my-request\//,
};

it('a plain configuration is served without what it does not need', async () => {
  const loaded = await loadedFor({ 'c.json': configuration() });
  const lines = loaded.split('\n');
  const needless = Object.entries(NEEDLESS).flatMap(([what, place]) => {
    const found = lines.filter((line) => place.test(line));
    return found.length === 0 ? [] : [{ what, found }];
  });
  expect(needless).toEqual([]);
  // The list is one of what serves.
  expect(loaded).toMatch(/\/src\/connectors\/identity-authentication\/connect\.ts$/m);
  expect(loaded).toMatch(/\/undici\/lib\/dispatcher\/pool\.js$/m);
  expect(loaded).toMatch(/^NativeModule http$/m);
});

it('what a configuration uses more is loaded before the first request', async () => {
  const write = JSON.stringify({
    user: {
      mappings: [
        {
          sourcePath: '$.country',
          targetPath: '$.country',
          functions: [{ type: 'convertCountryCode', outputFormat: 'alpha2' }],
        },
      ],
    },
  });
  const loaded = await loadedFor({
    'c.yaml': `server: { port: 0, drainTime: 0 }
technicalUsers: [{ id: client, secrets: [{ env: CLIENT_SECRET }] }]
systems:
  - id: cf
    type: cloud-foundry
    properties:
      User: u@example.com
      Password: { env: BACKEND_SECRET }
      btp.cf.pm.origin: acme-platform
      btp.cf.pm.landscape: cf-eu10
      URL: http://127.0.0.1:9
    transformations: { write: write.json }
`,
    'write.json': write,
  });
  expect(loaded).toMatch(/\/node_modules\/yaml\//);
  expect(loaded).toMatch(/\/node_modules\/iso-3166\//);
  expect(loaded).toMatch(/\/src\/connectors\/cloud-foundry\/connect\.ts$/m);
  // No mapping of it has an expression, and it has no other system.
  expect(loaded).not.toMatch(/\/node_modules\/re2js\//);
  expect(loaded).not.toMatch(/\/src\/connectors\/identity-authentication\/connect\.ts$/m);
});

it('what tokens need is loaded before the first request, where the configuration has them', async () => {
  const loaded = await loadedFor({
    'c.json': configuration({ oauth: { issuer: 'https://proxy.example.com', keys: { file: 'keys.pem' } } }),
  });
  expect(loaded).toMatch(/\/node_modules\/jose\//);
  expect(loaded).toMatch(/\/src\/oauth\/own-tokens\.ts$/m);
});
