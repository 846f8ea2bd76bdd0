import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConfiguredSystem } from '../../src/config/systems.ts';
import { identityAuthentication } from '../../src/connectors/identity-authentication/index.ts';
import {
  type CompileOptions,
  compileTransformation,
  type Finding,
  TransformationError,
} from '../../src/transformation/index.ts';
import type { Severity } from '../../src/transformation/types.ts';
import {
  emptyTransformation,
  fakeCompile,
  fakeDefinition,
  folderWith,
  load,
  realOptions,
} from './helpers.ts';

const system = (more: object, id = 'one') => ({
  id,
  type: 'fake',
  properties: { URL: 'https://x' },
  ...more,
});
const file = (...systems: object[]) => JSON.stringify({ systems });
const statuses = (systems: readonly ConfiguredSystem[] | undefined) =>
  systems?.map((entry) => (entry.status === 'loaded' ? entry.status : `${entry.status}: ${entry.reason}`));

describe('a good system', () => {
  it('is loaded with properties as text, credentials apart', async () => {
    const text = `systems:
  - id: one
    type: fake
    name: The one
    properties:
      URL: https://x
      User: { file: user.txt }
      Password: { env: SECRET }
      fake.version: 2.0
      fake.flag: true
      fake.big: 12345678901234567890
`;
    const created: unknown[] = [];
    const { configuration, problems } = await load(
      { 'c.yaml': text, 'user.txt': 'jane\r\n' },
      { environment: { SECRET: 's3cret' } },
    );
    expect(problems).toEqual([]);
    const [one] = configuration?.systems ?? [];
    expect(one).toMatchObject({ status: 'loaded', id: 'one', name: 'The one', type: 'fake' });
    if (one?.status !== 'loaded') throw new Error('not loaded');
    expect({ ...one.properties }).toEqual({
      URL: 'https://x',
      User: 'jane',
      'fake.version': '2.0',
      'fake.flag': 'true',
      'fake.big': '12345678901234567890',
    });
    expect(Object.isFrozen(one)).toBe(true);
    expect(created).toEqual([]);
  });

  it('names its transformations to clients as the configuration does, not where they are', async () => {
    const shown = async (read: string) => {
      const calls: CompileOptions[] = [];
      await load(
        { 'c.json': file(system({ transformations: { read } })), 'tx/my-read.json': 'mine' },
        {
          compileTransformation: (_, options) => {
            calls.push(options);
            return emptyTransformation(options.direction);
          },
        },
      );
      return calls.map(({ shownFile }) => shownFile);
    };
    const defaultWrite = 'transformations/identity-authentication/v2/write.json';
    expect(await shown('tx/my-read.json')).toEqual(['tx/my-read.json', defaultWrite]);
    const folder = await folderWith({ 'my-read.json': 'mine' });
    expect(await shown(join(folder, 'my-read.json'))).toEqual(['my-read.json', defaultWrite]);
  });

  it('gets its own transformations, relative to the file, compiled without credentials', async () => {
    const calls: (CompileOptions & { source: string })[] = [];
    const entry = system({
      properties: { URL: 'https://x', Password: { env: 'SECRET' } },
      transformations: { read: 'my-read.json' },
    });
    const { problems } = await load(
      { 'c.json': file(entry), 'my-read.json': 'mine' },
      {
        environment: { SECRET: 's3cret' },
        compileTransformation: (source, options) => {
          calls.push({ source, ...options });
          return fakeCompile(source, options);
        },
      },
    );
    expect(problems).toEqual([]);
    expect(calls.map(({ direction }) => direction)).toEqual(['read', 'write']);
    expect(calls[0]).toMatchObject({ source: 'mine', file: expect.stringMatching(/\/my-read\.json$/) });
    expect(calls[1]?.file).toBe('transformations/identity-authentication/v2/write.json');
    expect(calls[1]?.source).toContain('scimEntityEndpoint');
    expect(JSON.stringify(calls.map(({ properties }) => properties))).not.toContain('s3cret');
    expect(calls[0]?.credentials).toEqual(new Set(['Password']));
  });

  it('may give new users a password that is a credential property', async () => {
    const write = {
      user: {
        mappings: [{ constant: '%initial.password%', targetPath: '$.password', scope: 'createEntity' }],
      },
    };
    const entry = system({
      properties: { URL: 'https://x', 'initial.password': { env: 'FIRST' } },
      transformations: { write: 'w.json' },
    });
    const { configuration, problems } = await load(
      { 'c.json': file(entry), 'w.json': JSON.stringify(write) },
      { environment: { FIRST: 'Hush-1!' }, compileTransformation },
    );
    expect(problems).toEqual([]);
    const [one] = configuration?.systems ?? [];
    if (one?.status !== 'loaded') throw new Error('not loaded');
    const result = one.write.entities['user']?.run({}, { operation: 'create', trace: true });
    expect(result).toMatchObject({ output: { password: 'Hush-1!' } });
    expect(JSON.stringify(result?.trace)).not.toContain('Hush-1!');
    expect(JSON.stringify(one.properties)).not.toContain('Hush-1!');
  });

  it('finds what is nearly a name that its backend has', async () => {
    const write = { user: { mappings: [{ sourcePath: '$.userName', targetPath: '$.mialVerified' }] } };
    const entry = system({
      type: 'identity-authentication',
      properties: {
        URL: 'https://x.example',
        User: 'u',
        Password: { env: 'SECRET' },
        'ias.api.version': '1',
      },
      transformations: { write: 'w.json' },
    });
    const { problems } = await load(
      { 'c.json': file(entry), 'w.json': JSON.stringify(write) },
      {
        environment: { SECRET: 's3cret' },
        compileTransformation,
        definitions: new Map([['identity-authentication', identityAuthentication]]),
      },
    );
    expect(problems.filter((problem) => problem.includes('misspelled-name'))).toEqual([
      expect.stringMatching(/^w\.json:1:\d+: warning: .*mialVerified.*mailVerified/),
    ]);
  });

  it('needs no defaults where it has its own transformations', async () => {
    const definition = { ...fakeDefinition, defaultTransformations: () => 'no/such/folder' };
    const entry = system({ transformations: { read: 'r.json', write: 'w.json' } });
    const { configuration, problems } = await load(
      { 'c.json': file(entry), 'r.json': 'mine', 'w.json': 'mine' },
      { definitions: new Map([['fake', definition]]) },
    );
    expect(problems).toEqual([]);
    expect(statuses(configuration?.systems)).toEqual(['loaded']);
  });

  it('reports notices and lint findings as warnings', async () => {
    const entry = system({ properties: { URL: 'http://x' }, transformations: { write: 'w.json' } });
    const { configuration, problems } = await load({ 'c.json': file(entry), 'w.json': 'doubtful' });
    expect(statuses(configuration?.systems)).toEqual(['loaded']);
    expect(problems).toEqual([
      'c.json:1:53: warning: system "one": property "URL" is not encrypted',
      'w.json:3:7: warning: system "one": this is never used [unused]',
    ]);
  });
});

describe('a system that is left out', () => {
  it.each([
    ['an unknown type', system({ type: 'faek' }), 'unknown type "faek"; did you mean "fake"?'],
    [
      'an unheard-of type',
      system({ type: 'ldap-directory' }),
      'unknown type "ldap-directory"; use one of fake',
    ],
    [
      'a missing property',
      system({ properties: {} }),
      'property "URL" is missing: write the address of the backend',
    ],
    [
      'a misspelled property',
      system({ properties: { Url: 'https://x' } }),
      'property "URL" is missing: write the address of the backend (is "Url" meant to be it? Names are case-sensitive)',
    ],
    [
      'a missing environment variable',
      system({ properties: { URL: 'https://x', Password: { env: 'NOT_SET' } } }),
      'property "Password" has no value: the environment variable NOT_SET is not set; set it',
    ],
    [
      'a secret in place of the name of a variable',
      system({ properties: { URL: 'https://x', Password: { env: 'pa55-word!' } } }),
      'property "Password" has no value: the environment variable of "env" is not set; write its name there, not the value',
    ],
    [
      'an empty environment variable',
      system({ properties: { URL: { env: 'EMPTY' } } }),
      'property "URL" has no value: the environment variable EMPTY is empty; give it a value',
    ],
    [
      'a missing secret file',
      system({ properties: { URL: 'https://x', Password: { file: 'no.txt' } } }),
      'property "Password" has no value: it cannot be taken from "no.txt": the file does not exist; create it, or correct the path',
    ],
    [
      'a credential in clear',
      system({ properties: { URL: 'https://x', Password: 'hunter2' } }),
      'property "Password" is a credential and must not stand here in clear: write {"env": "NAME"} or {"file": "path"}',
    ],
    [
      'a header with a credential in clear',
      system({ properties: { URL: 'https://x', 'ips.http.header.Authorization': 'Bearer hunter2' } }),
      'property "ips.http.header.Authorization" is a credential and must not stand here in clear: write {"env": "NAME"} or {"file": "path"}',
    ],
    [
      'a transformation that does not compile',
      system({ transformations: { read: 'broken.json' } }),
      'unknown function "concta" (write "concat") [unknown-function]',
    ],
    [
      'a missing transformation',
      system({ transformations: { write: 'none.json' } }),
      /^the write transformation ".*none\.json" cannot be loaded: the file does not exist; create it, or correct the path$/,
    ],
  ])('has %s', async (_, broken, reason) => {
    const { configuration, problems } = await load(
      { 'c.json': file(broken, system({}, 'two')), 'broken.json': 'broken' },
      { environment: { EMPTY: '' } },
    );
    const [one, two] = configuration?.systems ?? [];
    expect(one).toMatchObject({
      status: 'broken',
      id: 'one',
      reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
    });
    expect(two?.status).toBe('loaded');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^(c|broken)\.json:\d+:\d+: error: /);
    expect(String(problems)).not.toContain('hunter2');
  });

  it.each([
    ['Cloud Foundry (CF)', 'cloud-foundry'],
    ['btp.cf.pm', 'cloud-foundry'],
    ['SAP Cloud Identity Services - Identity Authentication', 'identity-authentication'],
    ['ias', 'identity-authentication'],
    ['identity-autentication', 'identity-authentication'],
    ['IAS', 'identity-authentication'],
    ['SAP IAS v2', 'identity-authentication'],
    ['Identity Authentication Service', 'identity-authentication'],
    ['Identity Authentication Service (IAS)', 'identity-authentication'],
    ['identity-authentication-v2', 'identity-authentication'],
    ['SAP Cloud Identity Services', 'identity-authentication'],
    ['cf', 'cloud-foundry'],
    ['SAP BTP Platform Members', 'cloud-foundry'],
    ['btp-cf', 'cloud-foundry'],
    ['SCIM 2.0', 'scim'],
    ['scim2', 'scim'],
    ['sac', 'sap-analytics-cloud'],
    ['SAP Analytic Cloud', 'sap-analytics-cloud'],
    ['analytics-cloud-services', 'sap-analytics-cloud'],
    ['s4hana.pp', 'sap-s-4hana-for-procurement-planning'],
  ])('has the type "%s", as SAP or somebody else writes it', async (type, meant) => {
    const { problems } = await load({ 'c.json': file(system({ type })) }, realOptions);
    expect(problems).toEqual([
      `c.json:1:32: error: system "one": unknown type "${type}"; did you mean "${meant}"?`,
    ]);
  });

  it.each([
    [
      'SAP Build Work Zone',
      'did you mean "sap-build-work-zone-advanced-edition" or "sap-build-work-zone-standard-edition"?',
    ],
    [
      'S/4HANA Cloud',
      '"SAP S/4HANA Cloud Public Edition" is reached by SOAP and OData and not by SCIM: the proxy has no such systems',
    ],
    [
      'SAP S/4HANA',
      'did you mean "sap-s-4hana-for-procurement-planning"? "SAP S/4HANA Cloud Public Edition" is reached by SOAP and OData and not by SCIM: the proxy has no such systems',
    ],
    ['LDAP', '"LDAP Server" is reached by LDAP and not by SCIM: the proxy has no such systems'],
  ])('has a part of the name of a type: "%s"', async (type, advice) => {
    const { problems } = await load({ 'c.json': file(system({ type })) }, realOptions);
    expect(problems).toEqual([`c.json:1:32: error: system "one": unknown type "${type}"; ${advice}`]);
  });

  it.each(['IPS', 'SAP', 'SAP Cloud', ''])('has a type that nobody knows: "%s"', async (type) => {
    const { problems } = await load({ 'c.json': file(system({ type })) }, realOptions);
    expect(problems).toEqual([
      `c.json:1:32: error: system "one": unknown type "${type}"; use one of identity-authentication, cloud-foundry, cloud-foundry-uaa, xsuaa, scim, or SAP's name of a type that speaks SCIM, such as "Local Identity Directory"`,
    ]);
  });

  it.each([
    ['LDAP Server', 'LDAP'],
    ['microsoft-active-directory', 'LDAP'],
    ['SAP_APPLICATION_SERVER_ABAP', 'RFC'],
    ['SAP Marketing Cloud', 'OData'],
    ['SAP S/4HANA Cloud Public Edition', 'SOAP and OData'],
    ['Microsoft Entra ID', 'Microsoft Graph'],
    ['ssh-server', 'SSH'],
  ])('has a type of SAP that does not speak SCIM: "%s"', async (type, protocol) => {
    const { problems } = await load({ 'c.json': file(system({ type })) }, realOptions);
    expect(problems).toEqual([
      `c.json:1:32: error: system "one": type "${type}" is reached by ${protocol} and not by SCIM: the proxy has no such systems`,
    ]);
  });

  it('points into the transformation, by its path as it is', async () => {
    const folder = await folderWith({ 'deep/broken.json': 'broken' });
    const absolute = join(folder, 'deep/broken.json');
    const loadOf = (read: string) =>
      load({ 'c.json': file(system({ transformations: { read } })), 'deep/broken.json': 'broken' });
    const finding = 'error: system "one": unknown function "concta" (write "concat") [unknown-function]';
    expect((await loadOf(absolute)).problems).toEqual([`${absolute}:3:7: ${finding}`]);
    expect((await loadOf('./deep/../deep/broken.json')).problems).toEqual([
      `deep/broken.json:3:7: ${finding}`,
    ]);
    const missing = join(folder, 'other/none.json');
    expect((await loadOf(missing)).problems).toEqual([
      expect.stringContaining(
        `the read transformation "${missing}" cannot be loaded: the file does not exist; create it, or correct the path`,
      ),
    ]);
  });

  it('points into the transformation', async () => {
    const entry = system({ transformations: { read: 'broken.json' } });
    const { problems } = await load({ 'c.json': file(entry), 'broken.json': 'broken' });
    expect(problems).toEqual([
      'broken.json:3:7: error: system "one": unknown function "concta" (write "concat") [unknown-function]',
    ]);
  });

  it('is disabled, and then nothing of it matters', async () => {
    const entry = system({ disabled: true, type: 'whatever', properties: { Password: { env: 'NOT_SET' } } });
    const { configuration, problems } = await load({ 'c.json': file(entry) });
    expect(statuses(configuration?.systems)).toEqual([
      'disabled: it is disabled in the configuration ("disabled": true)',
    ]);
    expect(problems).toEqual([]);
  });

  it('has an id that is taken', async () => {
    const { configuration, problems } = await load({ 'c.json': file(system({}), system({ type: 'other' })) });
    expect(statuses(configuration?.systems)).toEqual(['loaded']);
    expect(configuration?.systemEntries).toBe(2);
    expect(problems).toEqual([
      'c.json:1:79: error: system "one": this id is taken by a system above, and this one is left out; give it another id',
    ]);
  });

  it('counts what else is wrong with it', async () => {
    const entry = system({ properties: { Password: 'x', 'a.secret': 'y' } });
    const { configuration } = await load({ 'c.json': file(entry) });
    expect(statuses(configuration?.systems)).toEqual([
      'broken: property "URL" is missing: write the address of the backend (and 2 more; see the start log)',
    ]);
  });

  it('tells clients what is missing, and not what there is on the machine instead', async () => {
    const { configuration, problems } = await load(
      {
        'c.json': file(
          system({ properties: { URL: 'https://x', Password: { env: 'TENANT_PASWORD' } } }, 'variable'),
          system({ properties: { URL: 'https://x', User: { file: 'usre.txt' } } }, 'file'),
          system({ transformations: { read: 'raed.json' } }, 'transformation'),
        ),
        'user.txt': 'u',
        'read.json': '{}',
      },
      { environment: { TENANT_PASSWORD: 'hunter2' } },
    );
    const hints = ['TENANT_PASSWORD', 'user.txt', 'read.json'].map(
      (name) => `(is "${name}" meant to be it?)`,
    );
    const reasons = configuration?.systems.map((entry) => (entry.status === 'loaded' ? '' : entry.reason));
    expect(reasons).toEqual([
      'property "Password" has no value: the environment variable TENANT_PASWORD is not set; set it',
      'property "User" has no value: it cannot be taken from "usre.txt": the file does not exist; create it, or correct the path',
      expect.stringMatching(
        /^the read transformation ".*raed\.json" cannot be loaded: the file does not exist; create it, or correct the path$/,
      ),
    ]);
    expect(problems.map((problem) => problem.slice(problem.lastIndexOf('(is ')))).toEqual(hints);
  });

  it('does not fail over an engine that does', async () => {
    const { configuration } = await load(
      { 'c.json': file(system({}), system({ disabled: true }, 'two')) },
      {
        compileTransformation: () => {
          throw new RangeError('too deep');
        },
      },
    );
    expect(statuses(configuration?.systems)?.[0]).toBe(
      'broken: the read transformation "transformations/identity-authentication/v2/read.json" cannot be compiled: too deep (and 1 more; see the start log)',
    );
  });
});

it('accepts credentials in clear with a warning where that is allowed', async () => {
  const entry = system({ properties: { URL: 'https://x', Password: 'hunter2' } });
  const { configuration, problems } = await load({ 'c.json': file(entry) }, { allowLiteralSecrets: true });
  expect(statuses(configuration?.systems)).toEqual(['loaded']);
  expect(problems).toEqual([
    'c.json:1:71: warning: system "one": property "Password" is a credential in clear, good enough for a demo only',
  ]);
});

it('reports in the order of the file, and of transformations behind the system that has them', async () => {
  const text = `systems:
  - id: one
    transformations: { read: doubtful.json, write: write.json }
    properties:
      ias.user.fitler: active eq true
      URL: http://x
      Usr: somebody
      User: { env: GONE }
    type: fake
  - id: two
    type: nothing
technicalUsers:
  - secrets: [a, b]
    id: client
    systems: [three]
    permissions: []
`;
  const compile = (source: string, options: CompileOptions) => {
    const finding = (line: number, severity: Severity): Finding => ({
      ...{ rule: 'some-rule', message: 'is so', severity, file: options.file, line, column: 1 },
    });
    if (source === 'doubtful') {
      throw new TransformationError('no', [finding(9, 'error'), finding(2, 'warning'), finding(5, 'info')]);
    }
    return emptyTransformation(options.direction, [finding(7, 'warning')]);
  };
  const places = async (yaml: string, environment: Record<string, string>) => {
    const files = { 'c.yaml': yaml, 'doubtful.json': 'doubtful', 'write.json': 'fine' };
    const { problems } = await load(files, { compileTransformation: compile, environment });
    return problems.map((problem) => /^.*?:\d+(?=:)/.exec(problem)?.[0]);
  };
  const own = ['c.yaml:5', 'c.yaml:6', 'c.yaml:7'];
  const transformations = ['doubtful.json:2', 'doubtful.json:5', 'doubtful.json:9', 'write.json:7'];
  const users = ['c.yaml:13', 'c.yaml:13', 'c.yaml:13', 'c.yaml:15'];
  expect(await places(text, {})).toEqual([...own, 'c.yaml:8', 'c.yaml:11', ...users]);
  expect(await places(text, { GONE: 'here' })).toEqual([...own, ...transformations, 'c.yaml:11', ...users]);
  const [systemsFirst = '', usersLast = ''] = text.split(/(?=technicalUsers)/);
  const exchanged = [...users.map((place) => place.replace(/\d+$/, (line) => `${Number(line) - 11}`))];
  expect((await places(usersLast + systemsFirst, {})).slice(0, 4)).toEqual(exchanged);
});
