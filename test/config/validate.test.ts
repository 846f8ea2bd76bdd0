import { describe, expect, it } from 'vitest';
import { load } from './helpers.ts';

const USER_SECRET_FORMS =
  'the output of `ipsproxy secret hash`, {"env": "NAME"}, {"file": "path"} or {"service": "NAME", "key": "KEY"}';

it.each(['0.0.0.0', '::', '::1', 'fe80::1%eth0', 'localhost', 'proxy_1', 'proxy.example.com.', '10.1.2.3'])(
  'listens on %s',
  async (host) => {
    const { configuration } = await load({ 'c.json': JSON.stringify({ server: { host } }) });
    expect(configuration?.server.host).toBe(host);
  },
);

it('shows in messages what nobody could see', async () => {
  const { refused } = await load({ 'c.json': '{"ser\u200bver": {}}' });
  expect(refused).toEqual(['c.json:1:2: error: unknown key "ser<U+200B>ver"; did you mean "server"?']);
});

describe('what deviates from the schema', () => {
  it.each([
    ['{"serverr": {}}', 'c.json:1:2: error: unknown key "serverr"; did you mean "server"?'],
    ['{"server": {"hots": "x"}}', 'c.json:1:13: error: unknown key "hots" in server; did you mean "host"?'],
    [
      '{"foo": 1}',
      'c.json:1:2: error: unknown key "foo"; the keys here are "$schema", "server", "technicalUsers", "state", "oauth", "audit", "tracing", "connectors", "destinations", "systems"',
    ],
    [
      '{"server": {"port": "8080"}}',
      'c.json:1:21: error: server.port must be a whole number from 0 to 65535, e.g. 8080',
    ],
    [
      '{"server": {"port": 70000}}',
      'c.json:1:21: error: server.port must be a whole number from 0 to 65535, e.g. 8080',
    ],
    [
      '{"server": {"requestTimeout": 0}}',
      'c.json:1:31: error: server.requestTimeout must be a number of seconds from 0.05 to 3600, e.g. 60',
    ],
    [
      '{"server": {"logLevel": "verbose"}}',
      'c.json:1:25: error: server.logLevel must be one of "fatal", "error", "warn", "info", "debug", "trace", "silent"',
    ],
    ...['127.0.0.1:8080', 'localhost:8080', 'http://localhost', '[::1]', '[::]:8080', 'a b', ''].map(
      (host): [string, string] => [
        `{"server": {"host": "${host}"}}`,
        'c.json:1:21: error: server.host must be an address or host name to listen on, without scheme, brackets and port (that is server.port), e.g. "0.0.0.0", or a list of them',
      ],
    ),
    [
      '{"server": {"externalUrl": "proxy.example.com"}}',
      'c.json:1:28: error: server.externalUrl must be the http or https URL under which clients reach this proxy, without query, fragment and the URL of a system, e.g. "https://proxy.example.com"',
    ],
    [
      '{"server": {"externalUrl": "https://proxy.example.com/ipsproxy/api/v1/scim/a"}}',
      'c.json:1:28: error: server.externalUrl must be the http or https URL under which clients reach this proxy, without query, fragment and the URL of a system, e.g. "https://proxy.example.com"',
    ],
    ['{"systems": {}}', 'c.json:1:13: error: systems must be a list of systems'],
    ['[]', 'c.json:1:1: error: the configuration must be an object with keys and values'],
    [
      '{"systems": [{"id": "a b", "type": "fake"}]}',
      'c.json:1:21: error: systems[0].id must be letters and digits, separated by single dashes, at most 100 characters, e.g. a UUID or "ias-test"',
    ],
    [
      '{"systems": [{"id": "a"}]}',
      'c.json:1:14: error: systems[0].type is missing; it must be the type of the system, e.g. "identity-authentication"',
    ],
    [
      '{"systems": [{"id": "a", "type": "fake", "properties": {"Password": {"evn": "X"}}}]}',
      'c.json:1:70: error: systems[0].properties.Password must be text, a number, true, false, {"env": "NAME"}, {"file": "path"} or {"service": "NAME", "key": "KEY"}; did you mean "env"?',
    ],
    [
      '{"technicalUsers": [{"id": "a:b", "secrets": [{"env": "X"}]}]}',
      'c.json:1:28: error: technicalUsers[0].id must be text of 1 to 255 characters without colon and control characters, e.g. "idm-client"',
    ],
    [
      '{"technicalUsers": [{"id": "a", "secrets": []}]}',
      'c.json:1:44: error: technicalUsers[0].secrets must be a list of one or two secrets',
    ],
    [
      '{"technicalUsers": [{"id": "a", "secrets": "A"}]}',
      'c.json:1:44: error: technicalUsers[0].secrets must be a list of one or two secrets',
    ],
    [
      '{"technicalUsers": [{"id": "a", "secrets": [{"env": ""}]}]}',
      'c.json:1:53: error: technicalUsers[0].secrets[0].env must be the name of an environment variable, e.g. "IAS_PASSWORD"',
    ],
    [
      '{"systems": [{"id": "a", "type": "fake", "properties": {"Password": {"file": ""}}}]}',
      'c.json:1:78: error: systems[0].properties.Password.file must be the path of a file, e.g. "secrets/ias-password"',
    ],
    [
      '{"technicalUsers": [{"id": "a", "secrets": [{"env": "A"}, {"env": "B"}, {"env": "C"}]}]}',
      'c.json:1:44: error: technicalUsers[0].secrets must be a list of one or two secrets',
    ],
    [
      '{"technicalUsers": [{"id": "a", "secrets": [{"env": "A", "file": "B"}]}]}',
      `c.json:1:45: error: technicalUsers[0].secrets[0] must be ${USER_SECRET_FORMS}`,
    ],
  ])('%j', async (text, line) => {
    expect((await load({ 'c.json': text })).refused).toEqual([line]);
  });

  it.each([
    ['{"server": {"logLevel": "inof"}}', /"silent"; did you mean "info"\?$/],
    ['{"server": {"Port": 1}}', /unknown key "Port" in server; did you mean "port"\?$/],
    ['{"technical_users": []}', /unknown key "technical_users"; did you mean "technicalUsers"\?$/],
    ['{"technicalUsers": [{"id": "a", "secrets": [{"flie": "x"}]}]}', /; did you mean "file"\?$/],
    [
      '{"technicalUsers": [{"id": "a", "secrets": [{"env": "x"}], "permision": []}]}',
      /in technicalUsers\[0\]; did you mean "permissions"\?$/,
    ],
    [
      '{"systems": [{"id": "a", "type": "fake", "propreties": {}}]}',
      /unknown key "propreties" in systems\[0\]; did you mean "properties"\?$/,
    ],
    [
      '{"systems": [{"id": "a", "type": "fake", "transformations": {"raed": "x"}}]}',
      /unknown key "raed" in systems\[0\]\.transformations; did you mean "read"\?$/,
    ],
    [
      '{"systems": [{"id": "a", "type": "fake", "properties": {"a": {"Env": "X"}}}]}',
      /; did you mean "env"\?$/,
    ],
    ['{"systems": [{"id": "a", "type": "fake", "properties": {"a": {"x": "X"}}}]}', /"KEY"\}$/],
    ['{"systems": [{"id": "a", "type": "fake", "properties": {"a": {"env": 1}}}]}', /"KEY"\}$/],
  ])('%j is told what was meant', async (text, line) => {
    expect((await load({ 'c.json': text })).refused).toEqual([expect.stringMatching(line)]);
  });

  it('reports everything at once, in the order of the file', async () => {
    const text = `server:
  port: high
systems:
  - id: one
    typ: fake
    disabled: yes
`;
    expect((await load({ 'c.yaml': text })).refused).toEqual([
      'c.yaml:2:9: error: server.port must be a whole number from 0 to 65535, e.g. 8080',
      'c.yaml:4:5: error: systems[0].type is missing; it must be the type of the system, e.g. "identity-authentication"',
      'c.yaml:5:5: error: unknown key "typ" in systems[0]; did you mean "type"?',
      'c.yaml:6:15: error: systems[0].disabled must be true or false (without quotes)',
    ]);
  });

  it('never quotes a value, which may be a secret', async () => {
    const text =
      '{"technicalUsers": [{"id": "a", "secrets": ["hunter2", 5, "hunter3"]}], "systems": "hunter4"}';
    const { refused } = await load({ 'c.json': text });
    expect(refused?.length).toBeGreaterThan(0);
    expect(String(refused)).not.toContain('hunter');
  });
});

describe('defaults', () => {
  it('are there where the file says nothing', async () => {
    const { configuration } = await load({ 'c.json': '{"$schema": "./ipsproxy.schema.json"}' });
    expect(configuration).toMatchObject({
      server: {
        host: '127.0.0.1',
        port: 8080,
        trustForwardedHeaders: false,
        bodyLimit: 10_485_760,
        workMemory: 96,
        overload: { eventLoopDelay: 1, heap: 90 },
        requestTimeout: 60,
        connectTimeout: 5,
        drainTime: 2,
        shutdownTimeout: 30,
        logLevel: 'info',
      },
      technicalUsers: [],
      systems: [],
      problems: [],
    });
    expect(configuration?.server).not.toHaveProperty('externalUrl');
  });

  it('cannot be changed after loading', async () => {
    const { configuration } = await load({ 'c.json': '{}' });
    expect(Object.isFrozen(configuration)).toBe(true);
    expect(Object.isFrozen(configuration?.server)).toBe(true);
    expect(Object.isFrozen(configuration?.systems)).toBe(true);
    expect(Object.isFrozen(configuration?.technicalUsers)).toBe(true);
  });
});
