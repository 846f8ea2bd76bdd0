/**
 * Canaries in every secret by which clients, instances and auditors are known: none is in any answer, in any line of the log
 * with all levels on, in the audit log, in what commands say, or in the list of processes, whatever clients do.
 */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { run } from '../cli/helpers.ts';
import { call } from '../cli/in-process.ts';
import { configuration, configurationFile, SYSTEM } from '../cli/proxy-process.ts';
import { makeCertificate } from '../support/certificates.ts';
import { badValkey } from '../support/fake-valkey.ts';
import { inSeconds, makeKey, startOpenIdProvider } from '../support/openid-provider.ts';
import { shownOf } from './support/canaries.ts';

const server = makeCertificate({ name: 'proxy', addresses: ['127.0.0.1'] });
const stranger = makeCertificate({ name: 'stranger' });
/** Members of an audit log that look like anything, and ids that are made up. */
const RANDOM = /"(?:chain|previous|signature|key|kid|requestId)":"[^"]*"/g;
const LIST = `/ipsproxy/service/api/v1/scim/${SYSTEM}/Users`;
const TOKEN = '/oauth2/token';

const word = (name: string) => `${name}Kanarie${randomBytes(9).toString('base64url')}`;

/** What is secret of a private key in PEM. */
const inside = (pem: string) => pem.replace(/-----.*-----|\s/g, '').slice(-60);

function privateKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Encrypted, as it may be. */
function encrypted(pem: string, passphrase: string): string {
  const args = ['pkcs8', '-topk8', '-v2', 'aes256', '-passout', 'env:PASSPHRASE'];
  return execFileSync('openssl', args, {
    input: pem,
    env: { ...process.env, PASSPHRASE: passphrase },
  }).toString();
}

async function stage() {
  const provider = await startOpenIdProvider(makeKey('ES256'));
  onTestFinished(() => provider[Symbol.asyncDispose]());
  // Whatever it is told it repeats, and nothing of that is right.
  const valkey = await badValkey((socket, said) => {
    const words = said.replace(/\s+/g, ' ');
    for (let count = said.split('*').length; count > 1; count -= 1)
      socket.write(`-ERR no such thing: ${words}\r\n`);
  });
  const [clientSecret, oldSecret] = [word('client'), word('old')];
  const [passphrase, statePassword] = [word('pass'), word('state')];
  const [oauthKey, auditKey] = [privateKey(), privateKey()];
  const env = {
    CLIENT_SECRET: clientSecret,
    OLD_SECRET: oldSecret,
    TLS_PASSPHRASE: passphrase,
    TLS_KEY: encrypted(server.key, passphrase),
    STATE_URL: `redis://proxy:${statePassword}@127.0.0.1:${valkey}`,
    OAUTH_KEY: oauthKey,
    AUDIT_KEY: auditKey,
    BACKEND_SECRET: word('backend'),
  };
  const { issuer } = provider;
  const parts = {
    server: {
      port: 0,
      drainTime: 0,
      logLevel: 'trace',
      tls: {
        certificate: { file: 'server.pem' },
        key: { env: 'TLS_KEY' },
        passphrase: { env: 'TLS_PASSPHRASE' },
      },
      management: { host: '127.0.0.1', port: 0 },
    },
    oauth: {
      issuer: 'https://proxy.example',
      keys: { env: 'OAUTH_KEY' },
      issuers: [{ issuer, audience: ['proxy'] }],
    },
    state: { url: { env: 'STATE_URL' } },
    audit: { file: 'audit.jsonl', chain: true, key: { env: 'AUDIT_KEY' } },
    technicalUsers: [
      {
        id: 'client',
        secrets: [{ env: 'CLIENT_SECRET' }, { env: 'OLD_SECRET' }],
        limits: { requestsPerMinute: 25 },
      },
      { id: 'idm', tokens: [{ issuer, clientId: 'client' }] },
    ],
  };
  const system = JSON.parse(configuration()).systems[0];
  const systems = [{ ...system, deletionGuard: { deletions: { atMost: 1 } } }];
  const file = await configurationFile(configuration({ ...parts, systems }));
  await writeFile(join(dirname(file), 'server.pem'), server.certificate);
  const secrets = [
    ...[clientSecret, oldSecret, passphrase, statePassword, env.BACKEND_SECRET],
    ...[oauthKey, auditKey, server.key, env.TLS_KEY].map(inside),
  ];
  return { provider, parts, systems, env, file, secrets };
}

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const post = (headers: Record<string, string> = {}): RequestOptions => ({
  method: 'POST',
  headers: { ...FORM, ...headers },
});

it('are nowhere, whatever clients do', { timeout: 60_000 }, async () => {
  const { provider, env, file, secrets } = await stage();
  const proxy = run('serve', { args: ['--config', file], env });
  const { url, managementUrl } = await proxy.line(({ managementUrl }) => managementUrl !== undefined);
  const answers: string[] = [];
  const send = async (path: string, options: RequestOptions = {}, body = '') => {
    const sent = request(`${url}${path}`, { ca: server.certificate, agent: false, ...options });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const content = await text(answer);
    const { access_token: token } = content.startsWith('{') ? JSON.parse(content) : {};
    answers.push(
      `${answer.statusCode} ${JSON.stringify(answer.headers)} ${content.replaceAll(token ?? '\0', '')}`,
    );
    return { status: answer.statusCode, token: String(token) };
  };
  const bearer = (token: string, more: RequestOptions = {}): RequestOptions => ({
    ...more,
    headers: { authorization: `Bearer ${token}` },
  });
  const { CLIENT_SECRET: secret } = env;
  const grant = 'grant_type=client_credentials';
  const good = basic('client', secret);

  const issued = await send(TOKEN, post({ authorization: good }), grant);
  expect(issued.status).toBe(200);
  const tokens = [
    issued.token,
    provider.token(),
    provider.token({ exp: inSeconds(-600) }),
    provider.token({ azp: 'nobody' }),
    provider.token({}, {}, makeKey('ES256', 'unknown')),
    provider.token({ cnf: { 'x5t#S256': 'x' } }),
  ];
  for (const token of tokens) {
    await Promise.all([
      send(LIST, bearer(token)),
      send(`${LIST}/1`, bearer(token, { method: 'DELETE' })),
      send(LIST, bearer(`${token}x`)),
      send(LIST, bearer(` ${token} ${token}`)),
      send(`${LIST}?access_token=${token}`),
      send(TOKEN, post(), `${grant}&client_assertion=${token}&token=${token}`),
      send(LIST, { headers: { authorization: basic(token, '') } }),
      send(LIST, { headers: { authorization: basic('client', token) } }),
    ]);
  }
  // In all the wrong places.
  await send(LIST, { headers: { authorization: basic(secret, 'client') } });
  await send(LIST, { headers: { authorization: basic(secret, '') } });
  await send(LIST, { headers: { authorization: `Bearer ${secret}` } });
  await send(LIST, { headers: { authorization: secret } });
  await send(`/ipsproxy/api/v1/scim/${secret}/Users`, { headers: { authorization: good } });
  await send(`${LIST}?filter=${secret}&client_secret=${secret}`, { headers: { authorization: good } });
  await send(`${TOKEN}?client_secret=${secret}&client_id=client&${grant}`, post());
  await send(TOKEN, post(), `${grant}&client_id=${secret}&client_secret=client`);
  await send(TOKEN, post(), `${grant}&client_id=client&client_secret=${secret}&client_secret=${secret}`);
  await send(TOKEN, post({ authorization: good }), `${grant}&client_secret=${secret}`);
  await send(TOKEN, post({ authorization: good }), `grant_type=${secret}&scope=${secret}`);
  await send(
    TOKEN,
    post({ authorization: good, 'content-type': 'application/json' }),
    JSON.stringify({ secret }),
  );
  await send('/ipsproxy/certapi/v1/scim/x/Users', {
    cert: stranger.certificate,
    key: stranger.key,
    headers: { authorization: good },
  });
  await send('/.well-known/jwks.json');
  await send('/.well-known/oauth-authorization-server');
  await Promise.all(Array.from({ length: 30 }, () => send(LIST, { headers: { authorization: good } })));
  expect(answers.filter((answer) => answer.startsWith('429')).length).toBeGreaterThan(0);
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    answers.push(await (await fetch(`${managementUrl}${path}`)).text());
  }
  const processes = await readFile(`/proc/${proxy.child.pid}/cmdline`, 'utf8').catch(() => '');

  proxy.child.kill('SIGHUP');
  await proxy.line(({ msg }) => msg === 'configuration reloaded');
  proxy.child.kill('SIGTERM');
  const { stdout, stderr } = await proxy.ended;
  const audit = await readFile(join(dirname(file), 'audit.jsonl'), 'utf8');
  expect(audit).toContain('"denied"');
  // The server of state was asked with the password.
  expect(stdout).toContain('it answers with what was sent to it');
  const output = [...answers, stdout, stderr, audit, processes].join('\n').replaceAll(RANDOM, '');
  const signatures = tokens.map((token) => token.slice(token.lastIndexOf('.') + 1));
  expect(shownOf(output, [...secrets, ...signatures], [])).toEqual([]);
});

it('are not in what commands say of a configuration that is right, or wrong in any place', {
  timeout: 60_000,
}, async () => {
  const { parts, systems, env, file, secrets } = await stage();
  const { server: settings, technicalUsers } = parts;
  const { tls } = settings;
  const { CLIENT_SECRET: secret, TLS_PASSPHRASE: passphrase, OAUTH_KEY: oauthKey, STATE_URL: state } = env;
  const wrong: [object, Partial<typeof env>?][] = [
    [{}],
    [{}, { TLS_PASSPHRASE: `${passphrase}x` }],
    [{}, { TLS_KEY: env.TLS_KEY.slice(0, 200) }],
    [{}, { TLS_KEY: oauthKey }],
    [{}, { OAUTH_KEY: `${oauthKey.slice(0, 70)}\n` }],
    [{}, { OAUTH_KEY: JSON.stringify({ kty: 'oct', k: secret }) }],
    [{}, { AUDIT_KEY: secret }],
    [{}, { STATE_URL: state.replace('redis', 'http') }],
    [{}, { STATE_URL: `${state}?x` }],
    [{}, { STATE_URL: state.replace('@', '@@/') }],
    [{}, { STATE_URL: secret }],
    [{ state: { url: state } }],
    [{ state: { url: { env: state } } }],
    [{ state: { folder: state } }],
    [{ oauth: { ...parts.oauth, keys: oauthKey } }],
    [{ oauth: { ...parts.oauth, keys: { file: oauthKey } } }],
    [{ server: { ...settings, tls: { ...tls, passphrase } } }],
    [{ server: { ...settings, tls: { ...tls, key: server.key } } }],
    [{ audit: { ...parts.audit, key: env.AUDIT_KEY } }],
    [{ technicalUsers: [{ id: 'client', secrets: [secret] }, ...technicalUsers] }],
    [{ technicalUsers: [{ id: 'client', secrets: secret }] }],
    [{ technicalUsers: [{ id: 'client', secret }] }],
  ];
  const said: string[] = [];
  for (const [index, [changes, variables]] of wrong.entries()) {
    const other = join(dirname(file), `${index}.json`);
    await writeFile(other, configuration({ ...parts, systems, ...changes }));
    for (const more of [[], ['--json']]) {
      const { stdout, stderr } = await call(['validate', '--config', other, ...more], {
        ...env,
        ...variables,
      });
      expect(stdout + stderr).not.toBe('');
      said.push(stdout, stderr);
    }
  }
  const shown = await run(`release ${SYSTEM}`, { args: ['--config', file], env }).ended;
  expect(shown.stdout + shown.stderr).toContain('it answers with what was sent to it');
  said.push(shown.stdout, shown.stderr);
  expect(shownOf(said.join('\n'), secrets, [])).toEqual([]);
});
