/** Whoever types what a page says, in an empty folder, gets there; the backends are stand-ins that take what the page has. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startCloudFoundry } from '../../src/sandbox/cloud-foundry/index.ts';
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';
import { startScim } from '../../src/sandbox/scim/index.ts';
import { watch } from '../cli/helpers.ts';
import { folderWith } from '../config/helpers.ts';
import { pages, ROOT } from './pages.ts';
import { stepsOf } from './walks.ts';

const TENANT = 'https://acme.accounts.ondemand.com';
const LANDSCAPE = 'btp.cf.pm.landscape';
/** Where pages have started stand-ins, with the passwords that they always have. */
const SANDBOX = 'http://127.0.0.1:9003';
const SCIM_SANDBOX = 'http://127.0.0.1:9001';
/** With the command `ipsproxy`, as installing the package makes it, and the Node.js of the project. */
const PATH = [join(ROOT, 'test/docs/bin'), join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(':');
const PROXY = 'http://127.0.0.1:8080';

const walks = pages
  .map((page) => ({ name: page.name, steps: stepsOf(page) }))
  .filter(({ steps }) => steps.some(({ kind }) => kind === 'command'));

it('some pages are walks', () => {
  expect(walks.length).toBeGreaterThan(3);
});

it.each(walks)('$name', async ({ steps }) => {
  const folder = await folderWith({});
  const backends = await startBackends(steps.map((step) => ('text' in step ? step.text : '')).join('\n'));
  const env: Record<string, string> = { PATH, PORT: '0' };
  let proxy = PROXY;
  for (const step of steps) {
    if (step.kind === 'file') await writeFile(join(folder, step.name), backends.inPlace(step.text));
    else if (step.kind === 'variable') env[step.name] = backends.password(step.name) ?? step.value;
    else {
      // A status from 400 up ends curl with an error.
      const command = backends
        .inPlace(step.text)
        .replaceAll('curl -s ', 'curl -sSf ')
        .replaceAll(PROXY, proxy);
      const { line, ended } = watch(['sh', '-c', command], { env, cwd: folder });
      if (command.startsWith('ipsproxy serve ')) {
        proxy = String((await line(({ url }) => url !== undefined))['url']);
        continue;
      }
      const { code, stdout, stderr } = await ended;
      expect([code, code === 0 ? '' : stdout + stderr], `${step.place} ${command}`).toEqual([0, '']);
    }
  }
});

interface Backends {
  /** By the environment variable that a page has it in. */
  password(variable: string): string | undefined;
  /** With the addresses of stand-ins. */
  inPlace(text: string): string;
}

/** @param text of all steps */
async function startBackends(text: string): Promise<Backends> {
  const [, user = ''] = /\bUser(?:": "|=)([\w-]+)(?=["\s])/.exec(text) ?? [];
  const tenant = text.includes(TENANT)
    ? await startIdentityAuthentication({
        clientId: user,
        clientSecret: 'tenant-secret',
        users: 30,
        groups: 5,
      })
    : undefined;
  const landscapeSecret = text.includes(SANDBOX) ? undefined : 'landscape-secret';
  const landscape = text.includes(LANDSCAPE)
    ? await startCloudFoundry({ users: 5, orgs: 2, spaces: 1, password: landscapeSecret })
    : undefined;
  const server = text.includes(SCIM_SANDBOX) ? await startScim({ users: 5 }) : undefined;
  onTestFinished(async () => {
    await tenant?.close();
    await landscape?.close();
    await server?.close();
  });
  return {
    password: (variable) =>
      variable.endsWith('IAS_PASSWORD')
        ? 'tenant-secret'
        : variable.endsWith('CF_PASSWORD')
          ? landscapeSecret
          : undefined,
    inPlace: (words) =>
      words
        .replaceAll(TENANT, tenant?.url ?? TENANT)
        .replaceAll(SANDBOX, landscape?.url ?? SANDBOX)
        .replaceAll(SCIM_SANDBOX, server?.url ?? SCIM_SANDBOX)
        .replaceAll(`--property ${LANDSCAPE}`, `--property URL=${landscape?.url} --property ${LANDSCAPE}`),
  };
}
