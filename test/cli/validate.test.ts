import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../config/helpers.ts';
import { makeCertificate } from '../support/certificates.ts';
import { run } from './helpers.ts';

const good = {
  id: 'good',
  type: 'identity-authentication',
  properties: { URL: 'https://x.example', User: 'u', Password: { env: 'SECRET' }, 'ias.api.version': 2 },
};

async function validate(configuration: object, indent = 0, more: Record<string, string> = {}) {
  const text = JSON.stringify(configuration, null, indent);
  const file = join(await folderWith({ 'c.json': text }), 'c.json');
  const options = { args: ['--config', file], env: { SECRET: 'hunter2', ...more }, without: ['FORCE_COLOR'] };
  const ended = await run('validate', options).ended;
  return { ...ended, stdout: ended.stdout.replaceAll(file, 'c.json') };
}

it('is content with a good configuration', async () => {
  const { code, stdout, stderr } = await validate({ systems: [good] });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/1 of 1 systems can be served\.\n$/);
  expect(stdout).not.toContain('error');
});

it('explains what is left out', async () => {
  const strange = { ...good.properties, 'ips.proxy.scim.total.results.strategy': 'Guessed' };
  const { code, stdout } = await validate({
    technicalUsers: [{ id: 'a', secrets: ['hunter2'] }],
    systems: [good, { ...good, id: 'bad', properties: {} }, { ...good, id: 'odd', properties: strange }],
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(/c\.json:1:\d+: error: technical user "a": a secret in clear does not belong here/);
  expect(stdout).toMatch(/c\.json:1:\d+: error: system "bad": property "URL" is missing/);
  expect(stdout).toMatch(/c\.json:1:\d+: error: system "odd": .*ips\.proxy\.scim\.total\.results\.strategy/);
  expect(stdout).toMatch(/1 of 3 systems can be served\.\n$/);
  expect(stdout).not.toContain('hunter2');
});

it('counts a system whose id is taken, and a disabled one, as not served', async () => {
  const { code, stdout } = await validate({
    systems: [good, good, { ...good, id: 'off', disabled: true }],
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(/this id is taken by a system above/);
  expect(stdout).toMatch(/1 of 3 systems can be served\.\n$/);
});

it('refuses a broken file', async () => {
  const { code, stdout, stderr } = await validate({ system: [] });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/c\.json:1:2: error: unknown key "system"; did you mean "systems"\?/);
});

describe('what will be served', () => {
  it('is named: id, type, URL, files, users', async () => {
    const folder = await folderWith({
      'own.json': '{"user": {"scimEntityEndpoint": "Users", "mappings": []}}',
    });
    const file = join(folder, 'c.json');
    const own = { ...good, id: 'own', name: 'Mine', transformations: { read: 'own.json' } };
    const secrets = [{ env: 'SECRET' }];
    await writeFile(
      file,
      JSON.stringify({
        server: { externalUrl: 'https://proxy.example.com/' },
        technicalUsers: [
          { id: 'all', secrets },
          { id: 'one', secrets, systems: ['good'] },
          { id: 'off', secrets, disabled: true },
        ],
        systems: [good, own, { ...good, id: 'off', disabled: true }],
      }),
    );
    const { stdout } = await run('validate', { args: ['--config', file], env: { SECRET: 'hunter2' } }).ended;
    const [, listed = ''] = stdout.split(/^(?=good )/m);
    expect(listed.split('\n')).toEqual([
      'good (identity-authentication)',
      '  URL        https://proxy.example.com/ipsproxy/api/v1/scim/good',
      '  endpoints  Users, Groups',
      '  read       transformations/identity-authentication/v2/read.json',
      '  write      transformations/identity-authentication/v2/write.json',
      '  may call   all, one',
      'own (identity-authentication, Mine)',
      '  URL        https://proxy.example.com/ipsproxy/api/v1/scim/own',
      '  endpoints  Users',
      `  read       ${join(folder, 'own.json')}`,
      '  write      transformations/identity-authentication/v2/write.json',
      '  may call   all',
      'off (identity-authentication): disabled',
      '2 of 3 systems can be served.',
      '',
    ]);
  });

  it('says where nobody may call', async () => {
    expect((await validate({ systems: [good] })).stdout).toContain('  may call   nobody: no technical user');
  });
});

describe('a system with a destination', () => {
  const shared = {
    URL: 'https://user:hunter2@x.example',
    User: 'shared',
    Password: { env: 'SECRET' },
    'ias.api.version': 2,
    'my.note': { env: 'SECRET' },
  };
  const systems = [
    { id: 'one', type: 'identity-authentication', destination: 'tenant', properties: { User: 'own' } },
  ];
  const arrange = async (tenant: object, files: Record<string, string> = {}) => {
    const configuration = JSON.stringify({ destinations: { tenant }, systems });
    const folder = await folderWith({ 'c.json': configuration, ...files });
    return { folder, file: join(folder, 'c.json') };
  };
  const good = { ...shared, URL: 'https://x.example' };

  it('shows from which layer each property came, without secrets', async () => {
    const files = { 't.json': JSON.stringify(good, null, 1) };
    const { folder, file } = await arrange({ file: 't.json' }, files);
    const options = { args: ['--config', file], env: { SECRET: 'hunter2' } };
    const { stdout } = await run('validate', options).ended;
    const [, listed = ''] = stdout.replaceAll(folder, '').split(/^(?= {2}properties )/m);
    expect(listed.split('\n').slice(0, 6)).toEqual([
      '  properties destination "tenant"',
      '             URL              https://x.example  (destination "tenant", /t.json:2)',
      '             User             own  (the system)',
      '             Password         ***  (destination "tenant", /t.json:4)',
      '             ias.api.version  2  (destination "tenant", /t.json:7)',
      '             my.note          ***  (destination "tenant", /t.json:8)',
    ]);
    expect(listed).toMatch(/^ {2}defaults {3}[1-9]\d* more properties, which --json shows$/m);
    expect(stdout).not.toContain('hunter2');
  });

  it('shows the same with --json, of a service too', async () => {
    const { file } = await arrange({ service: 'bound' });
    const credentials = { ...good, Password: 'hunter2', 'my.note': 'hunter2' };
    const VCAP_SERVICES = JSON.stringify({ 'user-provided': [{ name: 'bound', credentials }] });
    const { stdout } = await run('validate', { args: ['--config', file, '--json'], env: { VCAP_SERVICES } })
      .ended;
    const [one] = JSON.parse(stdout).systems;
    const from = { layer: 'destination', destination: 'tenant', from: 'service "bound"' };
    expect(one.destination).toBe('tenant');
    expect(one.properties).toEqual(
      expect.arrayContaining([
        { name: 'URL', value: 'https://x.example', ...from },
        { name: 'User', value: 'own', layer: 'system' },
        { name: 'Password', value: '***', ...from },
        { name: 'my.note', value: '***', ...from },
        { name: 'Type', value: 'HTTP', layer: 'default' },
        { name: 'ias.user.unique.attribute', value: 'userName', layer: 'default' },
      ]),
    );
    expect(stdout).not.toContain('hunter2');
  });

  it('shows certificates as their number, and finds them from the file of the destination', async () => {
    const { certificate } = makeCertificate({ name: 'Company CA', authority: true });
    const shared = { ...good, TrustStoreLocation: { file: 'ca.pem' } };
    const { file } = await arrange(
      { file: 'shared/t.json' },
      { 'shared/t.json': JSON.stringify(shared), 'shared/ca.pem': `${certificate}${certificate}` },
    );
    const options = { args: ['--config', file], env: { SECRET: 'hunter2' } };
    const { code, stdout } = await run('validate', options).ended;
    expect(stdout).toMatch(/^ +TrustStoreLocation +2 certificates {2}\(destination "tenant"/m);
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('BEGIN')]);
  });

  it('shows the properties of a type of SAP as well', async () => {
    const text = JSON.stringify({
      destinations: { tenant: { properties: { ...good, 'sac.user.filter': 'active eq true' } } },
      systems: [{ ...systems[0], type: 'SAP Analytics Cloud' }],
    });
    const file = join(await folderWith({ 'c.json': text }), 'c.json');
    const options = { args: ['--config', file, '--json'], env: { SECRET: 'hunter2' } };
    const [one] = JSON.parse((await run('validate', options).ended).stdout).systems;
    const namesOf = (layer: string) =>
      one.properties.flatMap((each: { name: string; layer: string }) =>
        each.layer === layer ? [each.name] : [],
      );
    expect(namesOf('destination')).toContain('sac.user.filter');
    expect(namesOf('default')).toContainEqual(expect.stringMatching(/^sac\./));
    expect(namesOf('default')).not.toContainEqual(expect.stringMatching(/^scim\.\w+\.unique/));
  });

  it('shows the lines of the file of its own where something is wrong, without secrets', async () => {
    const files = { 't.json': '{\n "URL": "https://x.example",\n "Password": "hunter2"\n}' };
    const { file } = await arrange({ file: 't.json' }, files);
    const { stdout } = await run('validate', { args: ['--config', file] }).ended;
    expect(stdout).toMatch(/t\.json:3:2: error: system "one": property "Password" is a credential/);
    expect(stdout).toMatch(/^> +3 \| +"Password": "\*\*\*"$/m);
    expect(stdout).not.toContain('hunter2');
  });
});

describe('code frames', () => {
  const broken = {
    technicalUsers: [{ id: 'a', secrets: ['hunter2'] }],
    systems: [{ ...good, properties: { ...good.properties, Pasword: 'hunter2', 'ias.user.fitler': 'x' } }],
  };

  it('show the lines, a mark under what is meant, and no secret', async () => {
    const { stdout } = await validate(broken, 2);
    const [, frame = ''] = /"ias\.user\.fitler" is not known.*\n((?:[> ] .*\n)+)/.exec(stdout) ?? [];
    const [, , marked = '', mark = ''] = frame.split('\n');
    expect(marked).toMatch(/^> +\d+ \| +"ias\.user\.fitler": "x"$/);
    expect(mark.indexOf('^')).toBe(marked.indexOf('"ias.user.fitler"'));
    expect(stdout).toContain('"***"');
    expect(stdout).not.toContain('hunter2');
  });

  it('show them for a file that cannot be used, too', async () => {
    const folder = await folderWith({ 'c.yaml': 'systems:\n- id: x\n  Password: hunter2\n' });
    const { code, stdout, stderr } = await run('validate', { args: ['--config', join(folder, 'c.yaml')] })
      .ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^The configuration cannot be used:\n[\s\S]*c\.yaml:3:3: error: unknown key "Password"/,
    );
    expect(stderr).toMatch(/^> +3 \| {3}Password: \*\*\*\n +\| {3}\^$/m);
    expect(stderr).not.toContain('hunter2');
  });

  it('are coloured on request only', async () => {
    const plain = await validate(broken);
    expect(plain.stdout).not.toContain('\u001b');
    const coloured = await validate(broken, 0, { FORCE_COLOR: '1' });
    expect(stripVTControlCharacters(coloured.stdout)).toBe(plain.stdout);
    expect(coloured.stdout).toContain('\u001b[31merror:\u001b[39m');
  });
});

describe('--without-secrets', () => {
  const cloudFoundry = {
    id: 'cf',
    type: 'cloud-foundry',
    properties: {
      User: { env: 'NOT_THERE' },
      Password: { file: 'not/there' },
      'btp.cf.pm.origin': { env: 'NOT_THERE' },
      'btp.cf.pm.landscape': { env: 'NOT_THERE' },
    },
  };
  const missing = { ...good.properties, URL: { env: 'NOT_THERE' }, Password: { env: 'NOT_THERE' } };
  const users = [{ id: 'a', secrets: [{ env: 'NOT_THERE' }] }];

  it('is content with references to what is elsewhere', async () => {
    const systems = [{ ...good, properties: missing }, cloudFoundry];
    const file = join(
      await folderWith({ 'c.json': JSON.stringify({ technicalUsers: users, systems }) }),
      'c.json',
    );
    const usual = await run('validate', { args: ['--config', file] }).ended;
    expect([usual.code, usual.stdout.match(/NOT_THERE is not set/g)?.length]).toEqual([1, 6]);
    const { code, stdout, stderr } = await run('validate', { args: ['--config', file, '--without-secrets'] })
      .ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ {2}may call {3}a$/m);
    expect(stdout).toMatch(/2 of 2 systems can be served\.\n$/);
    expect(stdout).not.toMatch(/error|warning/);
  });

  it('finds everything else', async () => {
    const properties = { ...missing, 'ias.api.version': 3, Authentication: 'Basic' };
    const systems = [
      { ...good, properties },
      {
        ...good,
        id: 'other',
        properties: { ...missing, 'ias.user.fitler': 'x' },
        transformations: { read: 'r.json' },
      },
      { ...good, id: 'damaged', properties: { ...missing, Password: { env: 'the secret itself!' } } },
    ];
    const technicalUsers = [{ id: 'a', secrets: ['$scrypt$damaged'] }];
    const folder = await folderWith({
      'c.json': JSON.stringify({ technicalUsers, systems }),
      'r.json': '{"user": {"mappings": 5}}',
    });
    const args = ['--config', join(folder, 'c.json'), '--without-secrets'];
    const { code, stdout } = await run('validate', { args }).ended;
    expect(code).toBe(1);
    for (const found of [
      /technical user "a": this hash is damaged/,
      /system "good": property "Authentication" must be/,
      /system "good": property "ias\.api\.version"/,
      /system "other": property "ias\.user\.fitler" is not known/,
      /r\.json:1:\d+: error: system "other": /,
      /system "damaged": property "Password" has no value: the environment variable of "env" is not set/,
    ]) {
      expect(stdout).toMatch(found);
    }
    expect(stdout).not.toContain('the secret itself');
  });
});

describe('--json', () => {
  it('says the same as one object', async () => {
    const systems = [good, { ...good, id: 'bad', properties: {} }, { ...good, id: 'off', disabled: true }];
    const file = join(await folderWith({ 'c.json': JSON.stringify({ systems }) }), 'c.json');
    const env = { SECRET: 'hunter2', PORT: '8081' };
    const { code, stdout, stderr } = await run('validate', { args: ['--config', file, '--json'], env }).ended;
    expect([code, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      problems: expect.arrayContaining([
        {
          severity: 'error',
          file,
          line: 1,
          column: expect.any(Number),
          systemId: 'bad',
          message: expect.any(String),
        },
      ]),
      systems: [
        {
          id: 'good',
          type: 'identity-authentication',
          name: 'good',
          status: 'serving',
          url: 'http://127.0.0.1:8081/ipsproxy/api/v1/scim/good',
          endpoints: ['Users', 'Groups'],
          transformations: {
            read: 'transformations/identity-authentication/v2/read.json',
            write: 'transformations/identity-authentication/v2/write.json',
          },
          technicalUsers: [],
          properties: expect.arrayContaining([
            { name: 'URL', value: 'https://x.example', layer: 'system' },
            { name: 'Password', value: '***', layer: 'system' },
            { name: 'ias.user.unique.attribute', value: 'userName', layer: 'default' },
          ]),
        },
        expect.objectContaining({
          id: 'bad',
          status: 'broken',
          reason: expect.stringContaining('"URL" is missing'),
        }),
        expect.objectContaining({ id: 'off', status: 'disabled' }),
      ],
      served: 1,
      configured: 3,
    });
  });
});

it('says what there is of access tokens, and makes no key for them', async () => {
  const issuer = 'https://idp.example.com';
  const configuration = {
    server: { externalUrl: 'https://proxy.example.com' },
    oauth: { keys: { file: 'keys.pem' }, issuers: [{ issuer, audience: ['proxy'] }] },
    technicalUsers: [{ id: 'idm', tokens: [{ issuer, clientId: 'c' }] }],
    systems: [good],
  };
  const { code, stdout } = await validate(configuration);
  expect(code).toBe(0);
  expect(stdout).toContain(
    'the file "keys.pem" of oauth.keys is not there yet; the proxy makes a key when it starts',
  );
  expect(stdout).toMatch(
    /\nAccess tokens are issued as https:\/\/proxy\.example\.com\.\nAccess tokens of https:\/\/idp\.example\.com are accepted\.\n1 of 1 systems/,
  );
});

it('says what bounds a system, and where is written down what happens', async () => {
  const { code, stdout } = await validate({
    state: { folder: '/x/state' },
    audit: { file: '/x/audit.jsonl', chain: true },
    tracing: { endpoint: 'http://collector:4318' },
    technicalUsers: [{ id: 'idm', secrets: [{ env: 'SECRET' }], endpoints: ['Users', 'User'] }],
    systems: [
      {
        ...good,
        limits: { requestsPerMinute: 600, concurrency: 5, queue: 2 },
        deletionGuard: { deletions: { atMost: 50, share: 0.05 }, membershipRemovals: { share: 0.5 } },
      },
      { ...good, id: 'archive', deletionGuard: { appendOnly: true } },
      {
        ...good,
        id: 'careful',
        deletionGuard: {
          deletions: { atMost: 1 },
          deactivations: { atMost: 1 },
          membershipRemovals: { atMost: 1 },
        },
      },
    ],
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /warning: technical user "idm": none of its systems has the endpoint "User"; did you mean "Users"\?/,
  );
  expect(stdout).toContain('\n  limits     600 requests a minute, 5 at once, 2 of each user wait\n');
  expect(stdout).toContain(
    '\n  guard      at most 50 or 5 % deletions, at most 50 % removals of members in 86400 seconds\n',
  );
  expect(stdout).toContain('\n  guard      nothing is deleted, deactivated or taken out of groups\n');
  expect(stdout).toContain(
    '\n  guard      at most 1 deletion, at most 1 deactivation, at most 1 removal of a member in 86400 seconds\n',
  );
  expect(stdout).toContain(
    '\nState is kept in the folder /x/state.\nThe audit log is written to the file /x/audit.jsonl, as a chain.\nTraces go to http://collector:4318/v1/traces.\n',
  );
});
