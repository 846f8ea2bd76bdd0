import { lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { type ImportReport, importSystems } from '../../src/exchange/import/import-systems.ts';
import { importReportLines } from '../../src/exchange/import/report.ts';
import { folderWith, realOptions } from '../config/helpers.ts';
import { cloudFoundrySystem, defaultTransformation, exported, imported } from './helpers.ts';

const ID = '5b1e9a52-0000-4000-8000-00000000c0de';

const textOf = (report: ImportReport) => importReportLines(report).join('\n');

async function systemsAfter(source: unknown, options: Parameters<typeof imported>[1] = {}) {
  const { report, text } = await imported(source, options);
  return { report, systems: parse(await text('c.jsonc')).systems };
}

describe('an exported system', () => {
  it('becomes a system of the configuration, with files and references', async () => {
    const { report, text } = await imported(await exported());
    expect(parse(await text('c.jsonc')).systems).toEqual([
      {
        id: ID,
        type: 'identity-authentication',
        name: 'Test tenant',
        properties: {
          Authentication: 'BasicAuthentication',
          'ips.trace.failed.entity.content': 'false',
          ProxyType: 'Internet',
          Type: 'HTTP',
          URL: 'https://tenant.accounts.ondemand.com',
          User: 'T000003',
          'ias.api.version': '2',
          'ias.user.filter': 'userType eq "employee"',
          Password: { env: 'TEST_TENANT_PASSWORD' },
        },
        transformations: {
          read: `transformations/${ID}/read.json`,
          write: `transformations/${ID}/write.json`,
        },
      },
    ]);
    for (const direction of ['read', 'write']) {
      expect(JSON.parse(await text(`transformations/${ID}/${direction}.json`))).toEqual(
        await defaultTransformation(`identity-authentication/v2/${direction}`),
      );
    }
    expect(report.refused).toEqual([]);
    expect(report.systems).toMatchObject([
      { id: ID, notes: [], findings: [], missing: [{ property: 'Password', env: 'TEST_TENANT_PASSWORD' }] },
    ]);
  });

  it('of Cloud Foundry does as well', async () => {
    const { report } = await imported(await cloudFoundrySystem());
    expect(report.systems).toMatchObject([{ type: 'cloud-foundry', notes: [], findings: [] }]);
  });

  it('says what has no effect here, and what is wrong, with its place', async () => {
    const { properties } = await exported();
    const more = {
      tokenServiceUser: 'x',
      'ias.user.fitler': 'x',
      'ias.group.filter': 'displayName eq',
    };
    const { report } = await imported(await exported({ properties: { ...(properties as object), ...more } }));
    const findings = report.systems[0]?.findings ?? [];
    expect(findings.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', expect.stringContaining('"tokenServiceUser" has no effect')],
      ['warning', expect.stringContaining('it looks like "ias.user.filter", which is set')],
      ['error', expect.stringContaining('"ias.group.filter" cannot be used')],
    ]);
    expect(textOf(report)).toMatch(/c\.jsonc:\d+:\d+: error: system ".*": property "ias\.group/);
  });

  it('is disabled where it was', async () => {
    const { systems } = await systemsAfter(await exported({ state: 'DISABLED' }));
    expect(systems).toMatchObject([{ disabled: true }]);
  });

  it('asks for the credentials without which its type cannot do, though the file names none', async () => {
    const { report } = await imported(await exported({ encryptedProperties: undefined }));
    expect(report.systems[0]?.missing).toEqual([{ property: 'Password', env: 'TEST_TENANT_PASSWORD' }]);
  });

  it('never takes the value of a credential, wherever it stands', async () => {
    const { properties } = await exported();
    const { report, text } = await imported(
      await exported({
        properties: {
          ...(properties as object),
          Password: 'hunter2',
          'ips.http.header.Authorization': 'hunter2',
        },
        encryptedProperties: { 'my.key': 'hunter2', 'my.other': { value: 'hunter2' } },
      }),
    );
    expect(await text('c.jsonc')).not.toContain('hunter2');
    expect(textOf(report)).not.toContain('hunter2');
    expect(report.systems[0]?.missing.map(({ env }) => env)).toEqual([
      'TEST_TENANT_PASSWORD',
      'TEST_TENANT_IPS_HTTP_HEADER_AUTHORIZATION',
      'TEST_TENANT_MY_KEY',
      'TEST_TENANT_MY_OTHER',
    ]);
  });

  it.each(['isCredential', 'encrypted', 'secret'])('takes no value that is marked as %s', async (flag) => {
    const { text } = await imported(
      await exported({ properties: { URL: 'https://x.example', pin: { value: 'hunter2', [flag]: true } } }),
    );
    expect(await text('c.jsonc')).not.toContain('hunter2');
    expect(await text('c.jsonc')).toContain('"pin": { "env": "TEST_TENANT_PIN" }');
  });

  it('is told of while what was written is checked', async () => {
    const told: number[][] = [];
    const load = {
      ...realOptions,
      environment: {},
      onSystem: (...counts: number[]) => void told.push(counts),
    };
    await imported([await exported(), await cloudFoundrySystem()], { load });
    expect(told).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it('misses no credential that is set already', async () => {
    const load = { ...realOptions, environment: { TEST_TENANT_PASSWORD: 'x' } };
    const { report } = await imported(await exported(), { load });
    expect(report.systems[0]?.missing).toEqual([]);
  });

  it('does without transformations of its own, and says so', async () => {
    const { report, systems } = await systemsAfter(
      await exported({ readTransformation: null, writeTransformation: {} }),
    );
    expect(systems[0].transformations).toBeUndefined();
    expect(report.systems[0]?.notes).toEqual([
      'the file has no read transformation: the default one is used',
      'the file has no write transformation: the default one is used',
    ]);
  });

  it('takes its destination where the configuration has one of this name, and asks for no credentials of it', async () => {
    const config = JSON.stringify({
      destinations: { CIS: { properties: { URL: 'https://x.example', Password: { env: 'SHARED' } } } },
    });
    const { report, text } = await imported(await exported({ destinationName: 'CIS' }), { config });
    const [system] = parse(await text('c.jsonc')).systems;
    expect(system).toMatchObject({ destination: 'CIS' });
    expect(system.properties).not.toHaveProperty('Password');
    expect(report.systems[0]).toMatchObject({ missing: [], notes: [] });
  });

  it('says that the properties of a destination are missing which the configuration has not', async () => {
    const { report, text } = await imported(await exported({ destinationName: 'CIS' }));
    expect(parse(await text('c.jsonc')).systems[0]).not.toHaveProperty('destination');
    expect(report.systems[0]?.notes).toEqual([
      expect.stringMatching(/^the properties of its destination "CIS" are not in the file: add them/),
    ]);
  });

  it('keeps its destination where it is replaced', async () => {
    const destinations = { CIS: { properties: { Password: { env: 'SHARED' } } } };
    const before = { id: ID, type: 'identity-authentication', destination: 'CIS', properties: {} };
    const config = JSON.stringify({ destinations, systems: [before] });
    const { text } = await imported(await exported(), { config, force: true });
    const [system] = parse(await text('c.jsonc')).systems;
    expect(system).toMatchObject({ destination: 'CIS', properties: { User: expect.any(String) } });
    expect(system.properties).not.toHaveProperty('Password');
  });

  it('tells what of the file has no place here', async () => {
    const { report } = await imported(
      await exported({ description: 'of the test team', emailSubscribers: ['a'] }),
    );
    expect(report.systems[0]?.notes).toEqual([
      '"emailSubscribers" of the file has no place here, and is left out',
      '"description" of the file has no place here, and is left out',
    ]);
  });
});

describe('forms of the file', () => {
  const list = (properties: unknown) =>
    Object.entries(properties as object).map(([key, value]) => ({ key, value }));

  it('may be a list, or an object with one', async () => {
    const systems = [await exported(), await cloudFoundrySystem()];
    for (const file of [systems, { systems }, { proxySystems: systems }]) {
      const { report } = await imported(file);
      expect(report.systems.map(({ type }) => type)).toEqual(['identity-authentication', 'cloud-foundry']);
    }
  });

  it('may have properties as a list of pairs, and credentials as a list of names', async () => {
    const { properties } = await exported();
    const wanted = await systemsAfter(await exported());
    for (const changes of [
      { properties: list(properties), encryptedProperties: ['Password'] },
      {
        properties: [...list(properties), { name: 'Password', value: 'hunter2', isCredential: true }],
        encryptedProperties: [],
      },
      {
        properties: [...list(properties), { key: 'Password', encrypted: 'true' }],
        encryptedProperties: null,
      },
    ]) {
      expect((await systemsAfter(await exported(changes))).systems).toEqual(wanted.systems);
    }
  });

  it('may have a property as an object with its value, a number or a flag', async () => {
    const { properties } = await exported();
    const { systems } = await systemsAfter(
      await exported({
        properties: { ...(properties as object), 'ias.api.version': 2, a: { value: true }, b: null },
      }),
    );
    expect(systems[0].properties).toMatchObject({ 'ias.api.version': '2', a: 'true' });
    expect(systems[0].properties).not.toHaveProperty('b');
  });

  it('may have transformations as text, which stays as it is', async () => {
    const text = `// ours\n${JSON.stringify(await defaultTransformation('identity-authentication/v2/read'))}\n`;
    const { report, text: read } = await imported(await exported({ readTransformation: text }));
    expect(await read(`transformations/${ID}/read.json`)).toBe(text);
    expect(report.systems[0]?.findings).toEqual([]);
  });

  it('may have comments, which transformations keep', async () => {
    const commented = JSON.stringify(await exported(), null, 2).replace(
      '"readTransformation": {\n',
      '"readTransformation": {\n    // as agreed\n',
    );
    const { text } = await imported(commented);
    expect(await text(`transformations/${ID}/read.json`)).toMatch(
      /^\{\n {2}\/\/ as agreed\n {2}"user": \{\n/,
    );
  });

  it('gives an id of the name where it has none, or the one that is asked for', async () => {
    const { systems } = await systemsAfter(await exported({ id: undefined, name: 'Test tenant (EU)' }));
    expect(systems[0].id).toBe('test-tenant-eu');
    const other = await systemsAfter(await exported(), { id: 'ias-test' });
    expect(other.systems[0].transformations.read).toBe('transformations/ias-test/read.json');
  });
});

describe('types of systems', () => {
  const typed = async (connectorTypeString: string | undefined, changes: object = {}) =>
    imported(await exported({ connectorTypeString, ...changes }));

  it.each(['IDENTITY_AUTHENTICATION', 'Identity Authentication', 'identity-authentication', 'IAS'])(
    'knows %s',
    async (name) => {
      const { report } = await typed(name);
      expect(report.systems[0]).toMatchObject({ type: 'identity-authentication', notes: [] });
    },
  );

  it.each(['SOMETHING_NEW', undefined])('knows a system of type %s by its properties', async (name) => {
    const { report } = await typed(name);
    expect(report.systems[0]).toMatchObject({
      type: 'identity-authentication',
      notes: [expect.stringMatching(/its properties are those of Identity Authentication$/)],
    });
  });

  it.each([
    ['LDAP Server', /its type is LDAP Server, which is reached by LDAP and not by SCIM/],
    ['Microsoft Entra ID', /is reached by Microsoft Graph and not by SCIM/],
  ])('refuses %s by name', async (name, reason) => {
    const { report, text } = await typed(name);
    expect(report.systems).toEqual([]);
    expect(report.refused).toEqual([{ name: 'Test tenant', reason: expect.stringMatching(reason) }]);
    expect(await text('c.jsonc')).toBe('{ "systems": [] }');
  });

  it.each([
    ['SAP_COMMERCE_CLOUD', 'sap-commerce-cloud'],
    ['SCIM System', 'scim'],
    ['SAP Analytics Cloud', 'sap-analytics-cloud'],
  ])('takes %s over as %s', async (name, type) => {
    const { report } = await typed(name);
    expect(report.systems[0]).toMatchObject({ type, notes: [] });
  });

  it('takes the type that is asked for where nothing else says it', async () => {
    const plain = { connectorTypeString: 'X', properties: { URL: 'https://tenant.example', User: 'u' } };
    const { report } = await imported(await exported(plain));
    expect(report.refused[0]?.reason).toMatch(/its type "X" is not known; add --type with one of identity/);
    const known = await imported(await exported(plain), { type: 'identity-authentication' });
    expect(known.report.systems[0]?.type).toBe('identity-authentication');
  });

  it.each(['SOURCE', 'target'])('refuses a system with the role %s', async (accessMode) => {
    const { report } = await imported(await exported({ accessMode }));
    expect(report.refused[0]?.reason).toMatch(/^it is a (?:source|target) system; only proxy systems/);
  });

  it('takes the systems of a file that it can, and tells of the others', async () => {
    const { report } = await imported([
      await exported({ connectorTypeString: 'LDAP_SERVER' }),
      await cloudFoundrySystem(),
    ]);
    expect([report.systems.length, report.refused.length]).toEqual([1, 1]);
    expect(textOf(report)).toContain('system "Test tenant" was not taken: its type is LDAP Server');
    expect(textOf(report)).toMatch(/1 of 2 systems were taken into .*c\.jsonc\.$/m);
  });
});

describe('what is there already', () => {
  const present = `{
  // ours
  "systems": [
    {
      "id": "${ID}",
      "type": "identity-authentication",
      "properties": { "Password": { "file": "secrets/ias" } }
    }
  ]
}
`;

  it('is not replaced without being told to', async () => {
    const files = { 'secrets/ias': 'x' };
    await expect(imported(await exported(), { config: present, files })).rejects.toThrow(
      /has a system ".*" already\. Nothing was written; add --force/,
    );
  });

  it('keeps the places of its credentials where it is replaced, and everything around', async () => {
    const { report, text } = await imported(await exported(), {
      config: present,
      files: { 'secrets/ias': 'x' },
      force: true,
    });
    const after = await text('c.jsonc');
    expect(after).toContain('// ours');
    expect(parse(after).systems).toMatchObject([
      { name: 'Test tenant', properties: { Password: { file: 'secrets/ias' } } },
    ]);
    expect(report.systems[0]).toMatchObject({ missing: [], findings: [] });
  });

  it('of files is not overwritten without being told to, unless it is the same', async () => {
    const path = `transformations/${ID}/read.json`;
    const files = { [path]: '{}' };
    await expect(imported(await exported(), { files })).rejects.toThrow(
      new RegExp(`${path} is there already and has other content. Nothing was written`),
    );
    const { text } = await imported(await exported(), { files, force: true });
    const same = { [path]: await text(path) };
    await expect(imported(await exported(), { files: same })).resolves.toBeDefined();
  });

  it('of environment variables is given to nobody else', async () => {
    const config = '{ "technicalUsers": [{ "id": "a", "secrets": [{ "env": "TEST_TENANT_PASSWORD" }] }] }';
    const twice = [await exported(), await exported({ id: 'other' })];
    const { report } = await imported(twice, { config });
    expect(report.systems.map(({ missing }) => missing[0]?.env)).toEqual([
      'TEST_TENANT_PASSWORD_2',
      'TEST_TENANT_PASSWORD_3',
    ]);
  });

  it('may be nothing: a configuration is made in the folder', async () => {
    const folder = await folderWith({ 'export.json': JSON.stringify(await exported()) });
    const config = join(folder, 'proxy', 'ipsproxy.jsonc');
    const load = { ...realOptions, environment: {} };
    await expect(importSystems(join(folder, 'export.json'), { load, config })).rejects.toThrow(
      /the file does not exist/,
    );
    const report = await importSystems(join(folder, 'export.json'), { load, config, create: true });
    expect(report.systems[0]?.findings).toEqual([]);
  });

  it('is left alone where the configuration is broken', async () => {
    await expect(imported(await exported(), { config: '{ "system": [] }' })).rejects.toThrow(
      /unknown key "system"/,
    );
  });

  it('may be a link to the configuration, which stays one', async () => {
    const folder = await folderWith({ 'export.json': JSON.stringify(await exported()) });
    await mkdir(join(folder, 'real'));
    await writeFile(join(folder, 'real/c.json'), '{ "systems": [] }');
    await symlink(join(folder, 'real/c.json'), join(folder, 'c.json'));
    const load = { ...realOptions, environment: {} };
    await importSystems(join(folder, 'export.json'), { load, config: join(folder, 'c.json') });
    expect((await lstat(join(folder, 'c.json'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, 'real/c.json'), 'utf8')).toContain(ID);
  });
});

it('says what cannot be written, and leaves the configuration as it was', async () => {
  const files = { transformations: 'no folder' };
  const config = '{ "systems": [] }';
  const folder = await folderWith({
    'c.json': config,
    'export.json': JSON.stringify(await exported()),
    ...files,
  });
  const load = { ...realOptions, environment: {} };
  const work = importSystems(join(folder, 'export.json'), { load, config: join(folder, 'c.json') });
  await expect(work).rejects.toThrow(
    /transformations\S* cannot be written \((?:EEXIST|ENOTDIR)\)\. The configuration is as it was/,
  );
  expect(await readFile(join(folder, 'c.json'), 'utf8')).toBe(config);
});

describe('a file that means no good', () => {
  it.each([['../../etc/passwd'], ['a/b'], ['..'], ['x'.repeat(101)], ['a b']])(
    'gives no id %j',
    async (id) => {
      const { report, text } = await imported(await exported({ id }));
      expect(report.refused[0]?.reason).toMatch(/its id cannot be one here; add --id/);
      expect(await text('c.jsonc')).toBe('{ "systems": [] }');
    },
  );

  it.each([
    ['no JSON', 'Name,Description\r\n', /export\.json:1:1: error: /],
    ['nothing', '', /the file is empty/],
    ['text', '"x"', /this is no system of SAP Identity Provisioning/],
    ['a list of nothing', '[]', /this should be a list of systems/],
    ['something else', '{ "user": { "mappings": [] } }', /neither properties nor transformations/],
    [
      'nesting',
      `{"properties":${'['.repeat(100_000)}`,
      /export\.json:1:124: error: objects and lists are nested more than 110 deep/,
    ],
    ['a prototype', '{"properties":{"__proto__":{"value":"x"}}}', /the key "__proto__" is not allowed/],
    [
      'a prototype in a list',
      '{"properties":[{"key":"__proto__","value":"x"}]}',
      /this is no name of a property/,
    ],
    [
      'a NUL',
      '{"id":"a",\n\n "properties":{"URL":"https://x\\u0000"}}',
      /export\.json:3:22: error: this text has a NUL character/,
    ],
    ['a property twice', '{"properties":{"a":"1","a":"2"}}', /the key "a" stands here a second time/],
    [
      'a property twice in a list',
      '{"properties":[{"key":"a","value":"1"},{"key":"a","value":"1"}]}',
      /second time/,
    ],
    ['a list as a value', '{"properties":{"a":["x"]}}', /the value of a property should be text/],
    ['a list as a transformation', '{"readTransformation":[]}', /a transformation should be an object/],
    ['a number as its name', '{"name":7,"properties":{}}', /this should be text/],
    ['too much', `"${'x'.repeat(20 * 1024 * 1024)}"`, /the file is larger than 20 MB/],
  ])('is refused: %s', async (_, text, reason) => {
    await expect(imported(text)).rejects.toThrow(reason);
  });

  it('may use names that objects have', async () => {
    const properties = { ...((await exported())['properties'] as object), constructor: 'x', toString: 'y' };
    const { systems } = await systemsAfter(await exported({ properties }));
    expect(systems[0].properties).toMatchObject({ constructor: 'x', toString: 'y' });
    expect(Object.prototype).not.toHaveProperty('value');
  });

  it('is refused where it has a system twice', async () => {
    await expect(imported([await exported(), await exported()])).rejects.toThrow(/has the system ".*" twice/);
  });

  it('is refused by a code that scripts can look for', async () => {
    await expect(imported('[]')).rejects.toMatchObject({ code: 'EXCHANGE_REFUSED' });
  });

  it('is refused where one id is asked for several systems', async () => {
    await expect(imported([await exported(), await cloudFoundrySystem()], { id: 'x' })).rejects.toThrow(
      /has 2 systems; --id is for a file with one/,
    );
  });

  it('is refused where it is not there', async () => {
    const load = realOptions;
    await expect(importSystems('/nowhere/e.json', { load, config: 'c.json' })).rejects.toThrow(
      '/nowhere/e.json: the file does not exist; create it, or correct the path.',
    );
  });
});
