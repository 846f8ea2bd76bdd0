/** Properties that several systems share: from the configuration, a file of its own, or a bound service. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { LoadOptions } from '../../src/config/load.ts';
import type { ConnectorDefinition, ConnectorEnvironment } from '../../src/connectors/definition.ts';
import { connection, fakeDefinition, load, NEEDED, realOptions } from './helpers.ts';

type Files = Readonly<Record<string, string>>;

/** A system of type `fake` for each of the given ones, and this destination. */
function text(destination: object, ...systems: object[]) {
  const entries = systems.map((system, index) => ({ id: `s${index}`, type: 'fake', ...system }));
  return JSON.stringify({ destinations: { tenant: destination }, systems: entries }, null, 1);
}

async function loaded(destination: object, system: object, files: Files = {}, options = {}) {
  const result = await load(
    { 'c.json': text(destination, { destination: 'tenant', ...system }), ...files },
    options,
  );
  const [one] = result.configuration?.systems ?? [];
  const properties = one?.status === 'loaded' ? { ...one.properties } : undefined;
  return { ...result, one, properties };
}

const services = (credentials: object): Partial<LoadOptions> => ({
  environment: {
    VCAP_SERVICES: JSON.stringify({
      'user-provided': [{ name: 'bound', instance_name: 'bound', credentials }],
    }),
  },
});

describe('properties of a destination', () => {
  const given = { URL: 'https://shared.example', User: 'shared', 'fake.version': 2.5 };

  it.each([
    ['the configuration', { properties: given }, {}, {}],
    ['a JSON file', { file: 'd/t.json' }, { 'd/t.json': JSON.stringify(given) }, {}],
    [
      'a YAML file',
      { file: 'd/t.yaml' },
      { 'd/t.yaml': 'URL: https://shared.example\nUser: shared\nfake.version: 2.5\n' },
      {},
    ],
    ['a bound service', { service: 'bound' }, {}, services(given)],
  ])(
    'from %s are those of a system that names it; its own ones win',
    async (_, destination, files, options) => {
      const own = { properties: { User: 'own' } };
      const { properties, problems } = await loaded(destination, own, files as Files, options);
      expect(problems).toEqual([]);
      expect(properties).toEqual({ URL: 'https://shared.example', User: 'own', 'fake.version': '2.5' });
    },
  );

  it.each([
    ['sap-analytics-cloud', 'sac', 'scim'],
    ['identity-authentication', 'ias', 'identity-authentication'],
  ])('win over what the system says under the general name (%s)', async (type, prefix, needed) => {
    const specific = `${prefix}.user.filter`;
    const destination = { properties: { ...NEEDED[needed], [specific]: 'userName eq "a"' } };
    const own = { type, properties: { 'scim.user.filter': 'userName eq "b"' } };
    const { one, problems } = await loaded(destination, own, {}, realOptions);
    expect(one?.status).toBe('loaded');
    expect(problems).toEqual([
      expect.stringContaining(
        `warning: system "s0": property "scim.user.filter" is ignored, because ${specific} says something else`,
      ),
    ]);
  });

  it('may be of one from which the system takes nothing else', async () => {
    const { properties } = await loaded({ properties: {} }, { properties: { URL: 'https://own.example' } });
    expect(properties).toEqual({ URL: 'https://own.example' });
  });

  it('that are credentials reach the connector, from a service also as they stand there', async () => {
    const values: unknown[] = [];
    for (const [destination, options] of [
      [{ properties: { ...given, Password: { env: 'SECRET' } } }, { environment: { SECRET: 's3cret' } }],
      [{ service: 'bound' }, services({ ...given, Password: 's3cret' })],
    ] as const) {
      const { configuration, properties } = await loaded(destination, {}, {}, options);
      expect(properties).not.toHaveProperty('Password');
      values.push(configuration?.problems, [
        ...(configuration?.systems[0]?.status === 'loaded' ? configuration.systems[0].layers.keys() : []),
      ]);
    }
    const names = ['URL', 'User', 'fake.version', 'Password'];
    expect(values).toEqual([[], names, [], names]);
  });

  it('keep numbers as they were typed', async () => {
    const file = '{"URL": "https://x.example", "fake.big": 12345678901234567890, "fake.version": 2.0}';
    const { properties } = await loaded({ file: 't.json' }, {}, { 't.json': file });
    expect(properties).toMatchObject({ 'fake.big': '12345678901234567890', 'fake.version': '2.0' });
  });

  it('refer to files from where they stand', async () => {
    const { properties, problems } = await loaded(
      { file: 'd/t.json' },
      { properties: { 'fake.flag': { file: 'flag.txt' } } },
      {
        'd/t.json': JSON.stringify({ ...given, User: { file: 'user.txt' } }),
        'd/user.txt': 'beside the destination',
        'flag.txt': 'beside the configuration',
      },
    );
    expect(problems).toEqual([]);
    expect(properties).toMatchObject({
      User: 'beside the destination',
      'fake.flag': 'beside the configuration',
    });
  });

  it('that are certificates are read again from where they stand', async () => {
    const environments: ConnectorEnvironment[] = [];
    const spy: ConnectorDefinition = {
      ...fakeDefinition,
      load: async () => (_, environment) => {
        environments.push(environment);
        return connection;
      },
    };
    const files = {
      'd/t.json': JSON.stringify({ ...given, TrustStoreLocation: { file: 'ca.pem' } }),
      'd/ca.pem': 'first',
    };
    const options = { definitions: new Map([['fake', spy]]) };
    const { one } = await loaded({ file: 'd/t.json' }, {}, files, options);
    if (one?.status !== 'loaded') throw new Error('not loaded');
    one.connect({ log: pino({ level: 'silent' }), connectTimeout: 1, now: Date.now });
    const file = environments[0]?.files?.get('TrustStoreLocation');
    if (file === undefined) throw new Error('no file');
    expect([file.path, await file.read()]).toEqual([expect.stringMatching(/[/\\]d[/\\]ca\.pem$/), 'first']);
    await writeFile(file.path, 'second');
    expect(await file.read()).toBe('second');
  });

  it('are each known with the layer that they came from', async () => {
    const { one } = await loaded(
      { file: 't.json' },
      { properties: { User: 'own' } },
      { 't.json': JSON.stringify({ URL: 'https://x.example', Password: { env: 'SECRET' } }, null, 1) },
      { environment: { SECRET: 's3cret' } },
    );
    if (one?.status !== 'loaded') throw new Error('not loaded');
    const layers = [...one.layers].map(([name, { destination, from, isOutside }]) => [
      name,
      destination,
      from?.slice(from.lastIndexOf('/') + 1),
      isOutside,
    ]);
    expect(layers).toEqual([
      ['URL', 'tenant', 't.json:2', false],
      ['Password', 'tenant', 't.json:3', true],
      ['User', undefined, undefined, false],
    ]);
  });

  it('that are objects or lists of a service are left to others', async () => {
    const more = { uaa: { clientid: 'x' }, tags: ['a'] };
    const { properties, problems } = await loaded(
      { service: 'bound' },
      {},
      {},
      services({ ...given, ...more }),
    );
    expect(problems).toEqual([]);
    expect(properties).toEqual({ ...given, 'fake.version': '2.5' });
  });
});

describe('what is wrong with a destination', () => {
  const URL = 'https://x.example';
  const refusals: [string, object, Files, Partial<LoadOptions>, string][] = [
    [
      'a credential in clear, in the configuration',
      { properties: { URL, Password: 'hunter2' } },
      {},
      {},
      'c.json:6:5: error: system "s0": property "Password" is a credential and must not stand here in clear',
    ],
    [
      'a credential in clear, in a file',
      { file: 't.json' },
      { 't.json': '{\n"URL": "https://x.example",\n "Password": "hunter2"}' },
      {},
      't.json:3:2: error: system "s0": property "Password" is a credential and must not stand here in clear',
    ],
    [
      'a variable that is not set',
      { file: 't.json' },
      { 't.json': '{\n"URL": {"env": "NOWHERE"}}' },
      {},
      't.json:2:1: error: system "s0": property "URL" has no value: the environment variable NOWHERE is not set',
    ],
    [
      'a file that is not there',
      { file: 'tenat.json' },
      { 'tenant.json': '{}' },
      {},
      'c.json:4:12: error: system "s0": destination "tenant": "tenat.json" cannot be loaded: the file does not exist; create it, or correct the path (is "tenant.json" meant to be it?)',
    ],
    [
      'a file that is no JSON',
      { file: 't.json' },
      { 't.json': '{\n"URL": }' },
      {},
      't.json:2:8: error: system "s0": destination "tenant": a value is expected here',
    ],
    [
      'a file of another kind',
      { file: 't.properties' },
      { 't.properties': 'URL=x' },
      {},
      't.properties:1:1: error: system "s0": destination "tenant": unknown kind of file; its name has to end in',
    ],
    [
      'a file with something else in it',
      { file: 't.json' },
      { 't.json': '["x"]' },
      {},
      't.json:1:1: error: system "s0": destination "tenant": the file must be an object',
    ],
    [
      'a value that is none',
      { file: 't.json' },
      { 't.json': '{\n"URL": ["x"]}' },
      {},
      't.json:2:1: error: system "s0": destination "tenant": URL must be text, a number, true, false, {"env": "NAME"}',
    ],
    [
      'a service that is not bound',
      { service: 'bond' },
      {},
      services({ URL }),
      'c.json:4:15: error: system "s0": destination "tenant": no service "bond" is bound to the app; bind it (cf bind-service) and restart the app (is "bound" meant to be it?)',
    ],
    [
      'no bound service at all',
      { service: 'bound' },
      {},
      { environment: {} },
      'c.json:4:15: error: system "s0": destination "tenant": no service is bound, as neither',
    ],
    [
      'a credential of a service that is empty',
      { service: 'bound' },
      {},
      services({ URL, Password: '' }),
      'c.json:4:15: error: system "s0": property "Password" has no value: "Password" of the service "bound" is empty',
    ],
    [
      'what the schema does not take',
      { properties: { User: 'u' } },
      {},
      {},
      'system "s0": property "URL" is missing',
    ],
  ];
  it.each(refusals)(
    '%s is pointed at, and no secret is shown',
    async (_, destination, files, options, says) => {
      const { one, problems } = await loaded(destination, {}, files, options);
      expect(problems.filter((line) => line.includes('error:'))).toEqual([expect.stringContaining(says)]);
      expect(problems.join()).not.toContain('hunter2');
      expect(one).toMatchObject({ status: 'broken' });
      // What there is on this machine instead is no business of clients.
      expect(JSON.stringify(one)).not.toContain('meant to be it');
    },
  );

  it('leaves out only those that name it', async () => {
    const systems = [{ destination: 'tenant' }, { properties: { URL } }];
    const { configuration } = await load({ 'c.json': text({ file: 'none.json' }, ...systems) });
    expect(configuration?.systems.map(({ status }) => status)).toEqual(['broken', 'loaded']);
  });

  it.each([
    ['tenat', 'there is no destination "tenat"; did you mean "tenant"?'],
    ['other', 'there is no destination "other"; use one of tenant, or add it'],
  ])('a name that is none: %s', async (name, says) => {
    const { one, problems } = await loaded({ properties: { URL } }, { destination: name });
    expect(problems).toContainEqual(expect.stringMatching(/c\.json:\d+:\d+: error: system "s0": /));
    expect(problems.join('\n')).toContain(says);
    expect(one?.status).toBe('broken');
  });

  it.each([[{}], [{ properties: {}, file: 'x.json' }], [{ file: 'x.json', service: 'x' }]])(
    '%j is no destination',
    async (destination) => {
      const { refused } = await loaded(destination as object, {});
      expect(refused).toEqual([
        expect.stringContaining(
          'destinations.tenant must be an object with one of the keys "properties", "file" and "service"',
        ),
      ]);
    },
  );

  it('one that nobody names gets a remark', async () => {
    const { problems } = await load({ 'c.json': text({ properties: { URL } }, { properties: { URL } }) });
    expect(problems).toEqual([
      expect.stringMatching(/^c\.json:3:3: info: no system names the destination "tenant"/),
    ]);
  });
});

describe('names that nobody reads', () => {
  const shared = { properties: { URL: 'https://x.example', 'fake.verson': '2', unheard: 'x' } };
  const other = 'transformation.json';
  const systems = (...more: object[]) => more.map((system) => ({ destination: 'tenant', ...system }));

  it('are reported where they stand, if no system that shares the destination reads them', async () => {
    const { problems } = await load({ 'c.json': text(shared, ...systems({}, {})) });
    expect(problems.map((line) => line.replace(/ (?:has|is) .*/, ''))).toEqual([
      'c.json:6:5: warning: system "s0": property "fake.verson"',
      'c.json:7:5: info: system "s0": property "unheard"',
      'c.json:6:5: warning: system "s1": property "fake.verson"',
      'c.json:7:5: info: system "s1": property "unheard"',
    ]);
  });

  it('are not where one of them does', async () => {
    const reading = { transformations: { read: other } };
    const { problems } = await load({
      'c.json': text(shared, ...systems({}, reading)),
      [other]: JSON.stringify({ user: { mappings: [{ constant: '%unheard%', targetPath: '$.x' }] } }),
    });
    expect(problems.filter((line) => line.includes('unheard'))).toEqual([]);
    expect(problems.filter((line) => line.includes('fake.verson'))).toHaveLength(2);
  });

  it('are none where BTP has them to name the destination itself', async () => {
    const names = { Name: 'tenant', Description: 'x' };
    const destination = { properties: { ...shared.properties, ...names, unheard: undefined } };
    const { problems } = await load({ 'c.json': text(destination, ...systems({})) });
    expect(problems.filter((line) => /"(?:Name|Description)"/.test(line))).toEqual([]);
  });
});

describe('where secrets need not be', () => {
  it('a service that is not bound may have whatever the type needs', async () => {
    const { one, problems } = await loaded(
      { service: 'bound' },
      { type: 'identity-authentication', properties: { User: 'own' } },
      {},
      { ...realOptions, environment: {}, withoutSecrets: true },
    );
    expect([one?.status, problems]).toEqual(['loaded', []]);
  });

  it('a file of its own has to be there', async () => {
    const { one } = await loaded({ file: 'none.json' }, {}, {}, { environment: {}, withoutSecrets: true });
    expect(one?.status).toBe('broken');
  });
});

it('names the file as the configuration does', async () => {
  const { one } = await loaded({ file: join('d', 'none.json') }, {});
  expect(one).toMatchObject({
    reason: expect.stringMatching(/^destination "tenant": "d\/none\.json" cannot/),
  });
});
