/** Whatever may be exchanged while a proxy runs is, under load, as docs/operations.md says; no request fails. */
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Agent, request } from 'undici';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificates.ts';
import { until } from '../support/until.ts';
import { type Backend, PASSWORD, startBackend, USER } from './backend.ts';
import { MountedFiles } from './mounted.ts';
import { freePorts, type Running, Stage, startInstance } from './processes.ts';
import { differencesOf } from './rolling.ts';
import { Traffic } from './traffic.ts';

const RATE = 100;
/** Requests that are begun, and over, between two steps: whatever the step before had under way is finished. */
const BETWEEN = 150;
const PATH = '/ipsproxy/api/v1/scim/scim/';

const authority = makeCertificate({ name: 'authority', authority: true });
const certificateOf = (name: string) =>
  makeCertificate({ name, issuer: authority, addresses: ['127.0.0.1'] });
const newKey = () =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const firstKey = newKey();
const basic = (secret: string) => `Basic ${Buffer.from(`idm:${secret}`).toString('base64')}`;

let stage: Stage;
let backend: Backend;
let files: MountedFiles;
let proxy: Running;
let origin: string;
let traffic: Traffic;
const agent = new Agent({ connect: { ca: authority.certificate } });
/** What clients send, in turns. */
let authorizations: readonly string[];

beforeEach(async () => {
  stage = new Stage();
  backend = await startBackend();
  stage.atEnd(() => backend.close());
  files = new MountedFiles(await stage.folder());
  const [port = 0] = await freePorts(1);
  origin = `https://127.0.0.1:${port}`;
  const { certificate, key } = certificateOf('first');
  await files.change({
    'tls.crt': certificate,
    'tls.key': key,
    'oauth-keys.pem': firstKey,
    'idm-first': 'secret-one',
    backend: PASSWORD,
    'c.json': configuration(['idm-first']),
  });
  proxy = await startInstance(stage, {
    port,
    configuration: join(files.folder, 'c.json'),
    env: {},
    ca: authority.certificate,
  });
  authorizations = [basic('secret-one'), await token('secret-one')];
  let turn = 0;
  const authorization = () => {
    turn += 1;
    return authorizations[turn % authorizations.length] ?? '';
  };
  traffic = new Traffic({ origin, path: PATH, authorization, rate: RATE, ca: authority.certificate });
  traffic.start();
  stage.atEnd(() => traffic.stop());
  await goOn();
});
afterEach(async () => {
  await stage.end();
});

function configuration(secrets: readonly string[], systems: readonly string[] = ['scim']): string {
  return JSON.stringify({
    server: { externalUrl: origin, tls: { certificate: { file: 'tls.crt' }, key: { file: 'tls.key' } } },
    oauth: { keys: { file: 'oauth-keys.pem' } },
    technicalUsers: [{ id: 'idm', secrets: secrets.map((file) => ({ file })) }],
    systems: systems.map((id) => ({
      id,
      type: 'scim',
      properties: { URL: backend.url, User: USER, Password: { file: 'backend' } },
    })),
  });
}

async function goOn(): Promise<void> {
  const { answered } = traffic;
  await until(() => traffic.answered >= answered + BETWEEN || traffic.failed.length > 0);
}

async function reload(): Promise<void> {
  const count = () => proxy.output().split('"msg":"configuration reloaded"').length;
  const before = count();
  proxy.child.kill('SIGHUP');
  await until(() => count() > before);
  await goOn();
}

async function token(secret: string): Promise<string> {
  const { body } = await request(`${origin}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: basic(secret), 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
    dispatcher: agent,
  });
  return `Bearer ${((await body.json()) as { access_token: string }).access_token}`;
}

async function statusWith(authorization: string, path = `${PATH}Users?count=1`): Promise<number> {
  const { statusCode, body } = await request(origin + path, {
    headers: { authorization },
    dispatcher: agent,
  });
  await body.dump();
  return statusCode;
}

/** Of the certificate that a new connection gets. */
function certificateNow(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      { port: Number(new URL(origin).port), host: '127.0.0.1', ca: authority.certificate },
      () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      },
    ).on('error', reject);
  });
}

async function allWentWell(): Promise<void> {
  await traffic.stop();
  expect({ failed: traffic.failed, differences: differencesOf(traffic, backend) }).toEqual({
    failed: [],
    differences: [],
  });
}

it('the secret of a client: two are valid while clients are switched', async () => {
  await files.change({ 'idm-second': 'secret-two', 'c.json': configuration(['idm-first', 'idm-second']) });
  await reload();
  authorizations = [basic('secret-two'), await token('secret-two'), ...authorizations];
  await goOn();
  authorizations = authorizations.slice(0, 2);
  await goOn();
  await files.change({ 'c.json': configuration(['idm-second']) });
  await reload();
  expect(await statusWith(basic('secret-one'))).toBe(401);
  await allWentWell();
}, 90_000);

it('the password of a backend that allows two', async () => {
  backend.accept(PASSWORD, 'password-two');
  await files.change({ backend: 'password-two' });
  await reload();
  const before = backend.used(PASSWORD);
  backend.accept('password-two');
  await goOn();
  expect([backend.used(PASSWORD), backend.used('password-two') > BETWEEN / 2]).toEqual([before, true]);
  await allWentWell();
}, 90_000);

it('the certificate of the proxy, without a reload', async () => {
  expect(await certificateNow()).toBe('first');
  const { certificate, key } = certificateOf('second');
  await files.change({ 'tls.crt': certificate, 'tls.key': key });
  await until(async () => (await certificateNow()) === 'second');
  await goOn();
  await allWentWell();
}, 90_000);

it('the key that tokens are signed with: the old one is accepted until its tokens have ended', async () => {
  const keyIdOf = (bearer: string) =>
    (
      JSON.parse(Buffer.from(bearer.split(' ')[1]?.split('.')[0] ?? '', 'base64url').toString()) as {
        kid: string;
      }
    ).kid;
  const [, old = ''] = authorizations;
  const next = newKey();
  await files.change({ 'oauth-keys.pem': next + firstKey });
  await reload();
  expect(await statusWith(old)).toBe(200);
  authorizations = [basic('secret-one'), await token('secret-one'), old];
  expect(keyIdOf(authorizations[1] ?? '')).not.toBe(keyIdOf(old));
  await goOn();
  authorizations = authorizations.slice(0, 2);
  await goOn();
  await files.change({ 'oauth-keys.pem': next });
  await reload();
  expect(await statusWith(old)).toBe(401);
  await allWentWell();
}, 90_000);

it('the configuration: a system more', async () => {
  await files.change({ 'c.json': configuration(['idm-first'], ['scim', 'another']) });
  await reload();
  expect(await statusWith(basic('secret-one'), '/ipsproxy/api/v1/scim/another/Users?count=1')).toBe(200);
  await allWentWell();
}, 90_000);
