import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { connectorOf } from '../../src/config/connector-of.ts';
import type { Transformation } from '../../src/transformation/index.ts';
import { compileTransformation } from '../../src/transformation/index.ts';
import { load, realOptions } from './helpers.ts';
import { mistyped, numbers, type Token, type TokenKind, tokensOf } from './typing-mistakes.ts';

const MISTAKES = 300;
const SEED = 20260801;
const HASH = `$scrypt$ln=15,r=8,p=3$${'A'.repeat(22)}$${'B'.repeat(43)}`;
const EXAMPLES = new URL('../../config/', import.meta.url);

/** With as much as the published examples leave out. */
const EVERYTHING = JSON.stringify(
  {
    server: {
      port: 8080,
      logLevel: 'info',
      trustForwardedHeaders: true,
      requestTimeout: 60,
      bodyLimit: 2048,
    },
    technicalUsers: [
      {
        id: 'client',
        secrets: [{ env: 'CLIENT_SECRET' }],
        permissions: ['IPS_PROXY_USER'],
        systems: ['tenant', 'landscape'],
        disabled: false,
      },
    ],
    systems: [
      {
        id: 'tenant',
        type: 'identity-authentication',
        name: 'Tenant',
        disabled: false,
        transformations: { read: 'transformations/read.json', write: 'transformations/write.json' },
        properties: {
          Type: 'HTTP',
          ProxyType: 'Internet',
          Authentication: 'BasicAuthentication',
          URL: 'https://tenant.example.com',
          User: { env: 'TENANT_USER' },
          Password: { env: 'TENANT_PASSWORD' },
          'ias.api.version': 2,
          'ias.user.filter': 'active eq true',
          'scim.group.filter': 'displayName sw "A"',
          'ias.content.type': 'application/scim+json',
          'ias.include.if.match.wildcard.header': 'false',
          'ias.support.patch.operation': 'true',
          'ias.user.unique.attribute': 'externalId',
          'ias.user.groups.paging.enabled': true,
          'ias.group.members.paging.enabled': true,
          'ias.patch.group.members.above.threshold': 500,
          'ips.failed.request.retry.attempts': 3,
          'ips.failed.request.retry.attempts.interval': 10,
          'ips.proxy.scim.total.results.strategy': 'Provided',
          'ips.http.header.X-Custom': 'value',
          'ips.date.variable.format': 'yyyy-MM-dd',
          'ipsproxy.patch.reread': 'never',
          'ipsproxy.hidden.writes': 'refuse',
          'ipsproxy.uncarried.attributes': 'ignore',
          'ipsproxy.ias.put.carry.over': false,
          'ipsproxy.upstream.requests.per.minute': 100,
          'ipsproxy.upstream.connections': 10,
          'acme.prefix': 'ACME_',
        },
      },
      {
        id: 'landscape',
        type: 'cloud-foundry',
        properties: {
          User: { env: 'LANDSCAPE_USER' },
          Password: { file: 'secrets/landscape' },
          'btp.cf.pm.origin': 'acme-platform',
          'btp.cf.pm.landscape': 'cf-eu10-002',
          'btp.cf.pm.user.filter': 'userName sw "a"',
          'btp.cf.pm.group.prefix': 'CF_',
          'btp.cf.pm.ensure.org.user': 'true',
          'btp.cf.pm.cache.seconds': 60,
          'ipsproxy.cf.trusted.domains': 'uaa.example.com',
        },
      },
    ],
  },
  null,
  2,
  // References on one line, as people write them.
).replaceAll(/\{\n\s+("(?:env|file)": "[^"\n]+")\n\s+\}/g, '{ $1 }');

const READ = await readFile(
  new URL('../transformations/identity-authentication/v2/read.json', EXAMPLES),
  'utf8',
);
const FILES = {
  'transformations/read.json': READ.replace(
    '"$.displayName"',
    '"$.displayName", "condition": "\'%acme.prefix%\' != \'null\'"',
  ),
  'transformations/write.json': await readFile(
    new URL('../transformations/identity-authentication/v2/write.json', EXAMPLES),
    'utf8',
  ),
  'secrets/landscape': 'x',
};

const compiled = new Map<string, Transformation>();
const options = {
  ...realOptions,
  compileTransformation: ((source, settings) => {
    const key = JSON.stringify([source, settings.direction, settings.properties, settings.file]);
    const transformation = compiled.get(key) ?? compileTransformation(source, settings);
    compiled.set(key, transformation);
    return transformation;
  }) satisfies typeof compileTransformation,
};

async function findings(file: string, text: string, original: string): Promise<readonly string[]> {
  const environment = Object.fromEntries(
    [...original.matchAll(/"?env"?: "?([A-Z0-9_]+)"?/g)].map(([, name = '']) => [name, contentOf(name)]),
  );
  const names = [...original.matchAll(/file: ([\w/-]+)/g)].map(([, name = '']) => name);
  const secrets = Object.fromEntries(names.map((name) => [name, HASH]));
  const { problems, refused } = await load(
    { ...FILES, ...secrets, [file]: text },
    { ...options, environment },
    file,
  );
  return refused ?? problems;
}

function contentOf(variable: string): string {
  if (variable === 'VALKEY_URL') return 'valkey://127.0.0.1:6379';
  if (variable.endsWith('_URL')) return 'http://127.0.0.1:8081';
  return variable.endsWith('_SECRET') ? HASH : 'acme-platform';
}

interface Outcome {
  readonly kind: TokenKind;
  /** In the line of the mistake. */
  readonly found: boolean;
  /** What is said there names what was meant. */
  readonly fixed: boolean;
  readonly what: string;
}

const examples = await Promise.all(
  (await readdir(EXAMPLES))
    .filter((name) => /\.(jsonc|yaml)$/.test(name))
    .map(async (name) => {
      const text = await readFile(new URL(name, EXAMPLES), 'utf8');
      // A secret in clear would be hashed each time; a system that is disabled is not looked at.
      return {
        name,
        text: text.replace('"demo-secret"', `"${HASH}"`).replace('disabled: true', 'disabled: false'),
      };
    }),
);
const texts = [...examples, { name: 'everything.json', text: EVERYTHING }];

it('finds single typing mistakes, and says what was meant', async () => {
  const next = numbers(SEED);
  const sources = await Promise.all(
    texts.map(async ({ name, text }) => ({
      name,
      text,
      tokens: tokensOf(name, text).filter((token) => token.text !== HASH),
      usual: new Set(await findings(name, text, text)),
    })),
  );
  for (const { usual } of sources) {
    expect([...usual].filter((line) => !/version 1 of the API on 30 November/.test(line))).toEqual([]);
  }
  const all = sources.flatMap((source) => source.tokens.map((token) => ({ source, token })));
  const outcomes: Outcome[] = [];
  for (let count = 0; count < MISTAKES; count++) {
    const { source, token } = all[next(all.length)] as (typeof all)[number];
    const wrong = mistyped(token.text, next);
    const { offset } = token;
    const text = source.text.slice(0, offset) + wrong + source.text.slice(offset + token.text.length);
    const lines = await findings(source.name, text, source.text);
    outcomes.push(
      outcomeOf(
        token,
        wrong,
        source.name,
        lines.filter((line) => !source.usual.has(line)),
        lineAt(source.text, offset),
      ),
    );
  }

  // A name, an address or a pattern is right or wrong for reasons that no program knows.
  const telling = outcomes.filter(({ kind }) => kind !== 'text');
  expect(telling.length).toBeGreaterThan(MISTAKES * 0.8);
  expect(telling.filter(({ found }) => !found).map(({ what }) => what)).toEqual([]);
  expect(telling.filter(({ fixed }) => !fixed).map(({ what }) => what)).toEqual([]);
});

function outcomeOf(
  token: Token,
  wrong: string,
  file: string,
  lines: readonly string[],
  line: number,
): Outcome {
  const here = lines.filter((problem) => problem.startsWith(`${file}:${line}:`));
  return {
    // A type may be written in other letters: that is no mistake. Of a header, any name will do.
    kind:
      connectorOf(wrong, realOptions.definitions)?.type === token.text || wrong.startsWith('ips.http.header.')
        ? 'text'
        : token.kind,
    found: here.length > 0,
    fixed: here.some((problem) => problem.replaceAll(`"${wrong}"`, '').includes(token.text)),
    what: `${file}:${line} ${token.text} -> ${wrong}: ${lines.join(' | ')}`,
  };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
