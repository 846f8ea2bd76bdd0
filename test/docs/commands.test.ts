/** Every command in README.md and docs/ does what is said of it, typed into a shell as it stands there. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { USAGE as INITIAL_LOAD_USAGE } from '../../bench/initial-load/options.ts';
import { USAGE as BENCH_USAGE } from '../../bench/requests/options.ts';
import { USAGE as SCALING_USAGE } from '../../bench/scaling/options.ts';
import project from '../../package.json' with { type: 'json' };
import { buildProgram } from '../../src/cli/program.ts';
import { type CloudFoundry, startCloudFoundry } from '../../src/sandbox/cloud-foundry/index.ts';
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';
import { startScim } from '../../src/sandbox/scim/index.ts';
import { USAGE as CHAOS_USAGE } from '../chaos/options.ts';
import { USAGE as SOAK_USAGE } from '../chaos/soak/options.ts';
import { type RunOptions, watch } from '../cli/helpers.ts';
import { configuration, configurationFile, ENVIRONMENT, PROPERTIES, SYSTEM } from '../cli/proxy-process.ts';
import { folderWith } from '../config/helpers.ts';
import { USAGE as HOSTILE_USAGE } from '../hostile/options.ts';
import { USAGE as MUTATION_USAGE } from '../mutation/options.ts';
import { USAGE as ROLLING_USAGE } from '../rolling/options.ts';
import { commandsOf } from './commands.ts';
import { becomesAService, deploys } from './deploying.ts';
import { pages, ROOT } from './pages.ts';

const commands = pages.flatMap(commandsOf);
const distinct = [...new Map(commands.map((command) => [command.text, command])).values()];

/** With the Node.js that the project brings in front, as after `npm ci`, and the command as if it were installed. */
function type(command: string, { env = {}, cwd = ROOT, ...options }: RunOptions & { cwd?: string } = {}) {
  const PATH = [join(ROOT, 'node_modules/.bin'), join(ROOT, 'test/docs/bin'), process.env['PATH']].join(':');
  // What reads the output of another command is bash's.
  const shell = command.includes('<(') ? 'bash' : 'sh';
  return watch([shell, '-c', command], { ...options, env: { PATH, ...env }, cwd });
}

async function serves(command: string): Promise<void> {
  const file = await configurationFile();
  // Where the page only says how npm is called.
  const env = command.includes('FILE') ? ENVIRONMENT : { ...ENVIRONMENT, IPSPROXY_CONFIG: file };
  const { line, ended, child } = type(command.replace('FILE', file), { env });
  const { url, pid } = await line(({ url }) => url !== undefined);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const reload = commands.find(({ text }) => text.startsWith('kill '))?.text ?? '';
  expect((await type(reload.replace('<pid>', String(pid))).ended).code).toBe(0);
  await line(({ msg }) => msg === 'configuration reloaded');
  process.kill(-Number(child.pid), 'SIGTERM');
  await line(({ msg }) => msg === 'stopped');
  const { stdout } = await ended;
  if (command.includes('--silent')) expect(stdout).toMatch(/^\{/);
}

async function servesTheDemo(command: string): Promise<void> {
  const separator = command.includes(' -- ') || command.startsWith('ipsproxy') ? '' : ' --';
  const { line, child, ended } = type(`${command}${separator} --port 0`);
  if (!command.includes('--help')) {
    await line(({ proxy, text }) => proxy !== undefined || String(text).startsWith('Stop with'));
    process.kill(-Number(child.pid), 'SIGTERM');
  }
  const { stdout } = await ended;
  if (command.includes('--help')) expect(stdout).toContain('--orgs <n>');
}

async function asksTheDemo(command: string): Promise<void> {
  const demo = type('npm run demo -- --json --port 0 --users 5 --groups 2');
  const { proxy } = await demo.line(({ proxy }) => proxy !== undefined);
  const { code, stdout } = await type(command.replace('http://127.0.0.1:8080', String(proxy))).ended;
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { totalResults: 5, itemsPerPage: 2 }]);
}

/** What compose.yaml starts, without containers. */
async function asksTheSandbox(command: string): Promise<void> {
  const ipsproxy = 'node src/cli/ipsproxy.ts';
  const sandbox = type(`${ipsproxy} sandbox --json --port 0 --users 5`);
  const ready = await sandbox.line(({ ok }) => ok === true);
  const { configuration, environment } = ready as {
    configuration: object;
    environment: Record<string, string>;
  };
  const env = { ...environment, IPSPROXY_CONFIG: await configurationFile(JSON.stringify(configuration)) };
  const { url } = await type(`PORT=0 ${ipsproxy} serve`, { env }).line(({ url }) => url !== undefined);
  const { code, stdout } = await type(command.replace('http://127.0.0.1:8080', String(url))).ended;
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { totalResults: 5, itemsPerPage: 2 }]);
}

/** Tried by `npm run test:delivery`, with the tarball. */
async function isDelivered(command: string): Promise<void> {
  const tried = readFileSync(join(ROOT, 'test/delivery/package.delivery.ts'), 'utf8');
  const [word = '', ...others] = command
    .replace(/\.\/\S+/, '')
    .trim()
    .split(' ');
  const words = word === 'npm' ? others : [word, ...others];
  expect(tried).toContain(words.map((each) => `'${each}'`).join(', '));
}

async function validates(command: string): Promise<void> {
  const file = await configurationFile();
  const env = { ...ENVIRONMENT, IPSPROXY_CONFIG: file };
  const { code, stdout } = await type(command.replace('FILE', file), { env }).ended;
  expect([code, stdout]).toEqual([0, expect.stringContaining('1 of 1 systems can be served.')]);
}

async function hashes(command: string): Promise<void> {
  const { code, stdout } = await type(command, { input: 'hunter2', env: { SECRET: 'hunter2' } }).ended;
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^\$scrypt\$\S+$/m)]);
  if (command.includes('--silent')) expect(stdout.split('\n')).toHaveLength(2);
}

/** Of a transformation, or of a system whose backend is not there, which is explained as well. */
async function explainsEntities(command: string): Promise<void> {
  const folder = await folderWith({ 'user.json': '{"userName": "ada"}' });
  const line = command
    .replace('FILE', await configurationFile())
    .replace('user.json', join(folder, 'user.json'));
  const { code, stdout } = await type(line, { env: ENVIRONMENT }).ended;
  expect([code, stdout]).toEqual([0, expect.stringMatching(/backend|what happened|^Usage/)]);
}

async function asksTheDemoWhy(command: string): Promise<void> {
  const demo = type('npm run demo -- --json --port 0 --users 5 --groups 2');
  const { proxy } = await demo.line(({ proxy }) => proxy !== undefined);
  const { code, stdout } = await type(command.replace('http://127.0.0.1:8080', String(proxy))).ended;
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { summary: expect.any(String), requests: [{ status: expect.any(Number) }] },
  ]);
}

const USAGES: Readonly<Record<string, string>> = {
  bench: BENCH_USAGE,
  'bench:initial-load': INITIAL_LOAD_USAGE,
  'bench:scaling': SCALING_USAGE,
  'test:chaos': CHAOS_USAGE,
  'test:hostile': HOSTILE_USAGE,
  'test:mutation': MUTATION_USAGE,
  'test:rolling': ROLLING_USAGE,
  'test:soak': SOAK_USAGE,
};

/** Takes too long here, or needs more than the machine: it is there, with these options. */
async function isThere(command: string): Promise<void> {
  const [, script = 'test'] = /^npm run (\S+)/.exec(command) ?? [];
  const line = new Map(Object.entries(project.scripts)).get(script);
  expect(line).toBeDefined();
  const [, file = 'package.json'] = /node (\S+\.ts)/.exec(line ?? '') ?? [];
  expect(existsSync(join(ROOT, file))).toBe(true);
  const usage = USAGES[script] ?? '';
  for (const [option] of command.matchAll(/(?<= )--[a-z]\S*/g)) expect(usage).toContain(`  ${option} `);
}

async function explains(command: string): Promise<void> {
  const { code, stdout } = await type(command).ended;
  expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: ipsproxy')]);
}

async function asksBackends(command: string): Promise<void> {
  await using standIn = await startStandIn();
  const { url, origin, provisioningUser } = standIn;
  const properties = {
    URL: url,
    User: provisioningUser.userName,
    Password: { env: 'BACKEND_SECRET' },
    'btp.cf.pm.origin': origin,
    'btp.cf.pm.landscape': 'cf-eu10',
  };
  const systems = [{ id: 'cf', type: 'cloud-foundry', properties }];
  const file = await configurationFile(JSON.stringify({ systems }));
  const env = { BACKEND_SECRET: provisioningUser.password };
  const { code, stdout } = await type(command.replace('FILE', file), { env }).ended;
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^ {2}Groups +ok: /m)]);
}

async function initializes(command: string): Promise<void> {
  const folder = await folderWith({});
  const complete = command.includes('--type') ? command : `${command} --type cloud-foundry --out FOLDER`;
  const { code, stdout } = await type(complete.replace('FOLDER', folder)).ended;
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Written:\n/)]);
  expect(readdirSync(folder)).toContain('ipsproxy.jsonc');
}

async function startsTheSandbox(command: string): Promise<void> {
  // Whatever else the machine does may have taken ports of the page.
  const { line, child, ended } = type(command.replace(/--port \d+/, '--port 0'));
  await line(({ text }) => String(text).endsWith('Stop with Ctrl+C.'));
  process.kill(-Number(child.pid), 'SIGTERM');
  await ended;
}

async function completes(command: string): Promise<void> {
  const shell = /completion (\w+)/.exec(command)?.[1] ?? '';
  if (shell !== 'bash' && spawnSync(shell, ['--version']).status !== 0) return;
  // zsh has compdef only after compinit.
  const before = shell === 'zsh' ? 'autoload -Uz compinit; compinit -u -D; ' : '';
  const { code, stderr } = await type(`${shell} -c '${before}${command}'`).ended;
  expect([code, stderr]).toEqual([0, '']);
}

/** Needs the network. */
async function installs(command: string): Promise<void> {
  expect(command).toMatch(/^npm ci(?: --omit=dev)?$/);
  expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toMatch(/^npm ci /m);
}

/** Faults and the clock of a stand-in, whose address the page calls `$CF`. */
async function controls(command: string): Promise<void> {
  await using standIn = await startStandIn();
  const { code, stdout } = await type(command.replace('curl -s', 'curl -sf'), { env: { CF: standIn.url } })
    .ended;
  expect([code, stdout]).toEqual([0, expect.not.stringContaining('"error"')]);
}

async function startStandIn(): Promise<AsyncDisposable & CloudFoundry> {
  const standIn = await startCloudFoundry({ users: 1, orgs: 1, spaces: 1 });
  return Object.assign(standIn, { [Symbol.asyncDispose]: () => standIn.close() });
}

/** How a stand-in behaves, whose address the page calls `$SCIM`. */
async function switches(command: string): Promise<void> {
  const standIn = await startScim({ users: 0 });
  try {
    const typed = command.replace('curl -s', 'curl -sf');
    const { code, stdout } = await type(typed, { env: { SCIM: standIn.url } }).ended;
    expect([code, JSON.parse(stdout)]).toEqual([0, standIn.switches()]);
    const [, body] = /-d '(.+)'/.exec(command) ?? [];
    if (body !== undefined) expect(standIn.switches()).toMatchObject(JSON.parse(body));
  } finally {
    await standIn.close();
  }
}

/** What `npm run build` makes of a source that is there. */
async function isBuilt(command: string): Promise<void> {
  const source = command.replace(/^node dist\/(\S+)\.js.*$/, 'src/$1.ts');
  expect(existsSync(join(ROOT, source))).toBe(true);
}

/** There is such a command, with these options. What pages have typed in steps, walks.test.ts types. */
async function isNamed(command: string): Promise<void> {
  const [, ...words] = command.split(' ');
  const program = buildProgram();
  let found = program;
  for (const word of words) found = found.commands.find((each) => each.name() === word) ?? found;
  expect(found).not.toBe(program);
  const options = found.options.map(({ long }) => long);
  for (const [option] of command.matchAll(/(?<= )--[a-z]\S*/g)) expect(options).toContain(option);
}

/** Runs with everything that serves. */
async function reloads(command: string): Promise<void> {
  expect(command).toBe('kill -HUP <pid>');
}

/** Where the pages export it from. */
async function exchanges(command: string): Promise<void> {
  const file = await configurationFile();
  const cwd = dirname(file);
  const typed = async (text: string) =>
    expect(await type(text.replace('FILE', file), { cwd }).ended).toMatchObject({ code: 0 });
  const written = commands.find(
    ({ text }) => text.startsWith('ipsproxy export') && text.includes('--format json'),
  );
  if (command.startsWith('ipsproxy import')) await typed(written?.text ?? '');
  await typed(command);
  const [, out = ''] = /--out (\S+)/.exec(command) ?? [];
  expect(existsSync(join(cwd, out, command.includes('import') ? 'ipsproxy.jsonc' : ''))).toBe(true);
}

async function checksTheLoad(command: string): Promise<void> {
  const tenant = await startIdentityAuthentication({ users: 3, groups: 0 });
  try {
    const { clientId, clientSecret } = tenant.credentials;
    const properties = { ...PROPERTIES, URL: tenant.url, User: clientId };
    const systems = [{ id: SYSTEM, type: 'identity-authentication', properties }];
    const file = await configurationFile(configuration({ systems }));
    const env = { ...ENVIRONMENT, BACKEND_SECRET: clientSecret, IPSPROXY_PASSWORD: 'secret' };
    let typed = command.replace('FILE', file);
    if (command.includes('--url')) {
      const { url } = await type(`ipsproxy serve --config ${file}`, { env }).line(
        ({ url }) => url !== undefined,
      );
      typed = command.replace('http://127.0.0.1:8080', String(url));
    }
    const { code, stdout } = await type(typed, { env }).ended;
    expect([code, stdout]).toEqual([0, expect.stringContaining('3 from the backend, 3 shown')]);
  } finally {
    await tenant.close();
  }
}

/** A token of the proxy, whose address the page calls `$PROXY`, and what is asked with it. */
async function usesTokens(command: string): Promise<void> {
  const oauth = { issuer: 'https://proxy.example.com', keys: { file: 'keys.pem' } };
  const technicalUsers = [{ id: 'idm-client', secrets: [{ env: 'CLIENT_SECRET' }] }];
  const file = await configurationFile(configuration({ oauth, technicalUsers }));
  const proxy = type(`ipsproxy serve --config ${file}`, { env: ENVIRONMENT });
  const { url } = await proxy.line(({ url }) => url !== undefined);
  const env = { PROXY: String(url), SECRET: 'secret' };
  const tokenRequest = commands.find(({ text }) => text.includes('$PROXY/oauth2/token'))?.text ?? '';
  const { access_token: TOKEN, ...answer } = JSON.parse((await type(tokenRequest, { env }).ended).stdout);
  expect(answer).toEqual({ token_type: 'Bearer', expires_in: 900 });
  if (command === tokenRequest) return;
  const { stdout } = await type(command, { env: { ...env, TOKEN } }).ended;
  // The caller is let in, and the backend is none.
  expect(JSON.parse(stdout)).toMatchObject({ status: '502' });
}

/** By the beginning of the command; the first one that fits. */
const ACTIONS: readonly (readonly [RegExp, (command: string) => Promise<void>])[] = [
  [/^npm ci\b/, installs],
  [
    /^npm (?:test$|run (?:bench|test:hostile|test:mutation|test:nightly|test:rolling|test:second-server|test:chaos|test:soak|test:shuffled|test:delivery|build|config:schema|docs:properties|docs:attacks|docs:errors|fix|typecheck|sbom)\b)/,
    isThere,
  ],
  [/^PROPERTY_SEED=\d+ npm test -- /, isThere],
  [/^(?:npm run|ipsproxy) demo\b/, servesTheDemo],
  [/^ipsproxy validate\b.* --online$/, asksBackends],
  [/^(?:npm run|ipsproxy) validate\b/, validates],
  [/secret[: ]hash$/, hashes],
  [/^ipsproxy init\b/, initializes],
  [/^ipsproxy sandbox\b/, startsTheSandbox],
  [/completion (?:bash|zsh|fish)\b/, completes],
  [/(?:^ipsproxy|ipsproxy\.ts) (?:--help|help \S+)$/, explains],
  [
    /^(?:npm (?:--silent )?start\b|IPSPROXY_CONFIG=FILE npm start$|ipsproxy serve |node_modules\/\.bin\/node src\/cli\/ipsproxy\.ts serve )/,
    serves,
  ],
  [/^curl .*\$CF\//, controls],
  [/^curl .*\$SCIM\//, switches],
  [/^curl .*\$PROXY\//, usesTokens],
  [/^curl .*(?:\.explain|dry-run)/, asksTheDemoWhy],
  [/^curl .*sandbox-client/, asksTheSandbox],
  [/^curl /, asksTheDemo],
  [/\bipsproxy (?:explain|transform) /, explainsEntities],
  [/^node dist\//, isBuilt],
  [/^kill /, reloads],
  [/^ipsproxy (?:export|import) /, exchanges],
  [/^ipsproxy load-check /, checksTheLoad],
  [/^ipsproxy /, isNamed],
  [/^(?:npm (?:pack$|install \.\/ipsproxy-)|npx ipsproxy demo$)/, isDelivered],
  [/^(?:npm install --prefix|install|cp|systemctl) /, becomesAService],
  [/^(?:docker|cf|kubectl) /, deploys],
];

it('the pages have commands', () => {
  expect(distinct.length).toBeGreaterThan(15);
});

it.each(distinct)('$place: $text', async ({ text }) => {
  const [, action] = ACTIONS.find(([beginning]) => beginning.test(text)) ?? [];
  if (action === undefined) throw new Error(`no test knows what to do with: ${text}`);
  await action(text);
});
