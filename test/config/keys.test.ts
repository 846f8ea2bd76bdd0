/** Every key of the configuration says what it takes, whatever stands there instead, and takes both of its ends. */
import { describe, expect, it } from 'vitest';
import { load } from './helpers.ts';

const FLAG = 'must be true or false (without quotes)';
const whole = (unit: string, from: number, to: number, example: string) =>
  ({
    ends: [from, to],
    beyond: [from - 1, to + 1, from + 0.5],
    says: `must be a whole number ${unit}from ${from} to ${to}, e.g. ${example}`,
  }) as const;
const seconds = (from: number, to: number, example: number) =>
  ({
    ends: [from, to],
    beyond: [from - 0.01, to + 0.01],
    says: `must be a number of seconds from ${from} to ${to}, e.g. ${example}`,
  }) as const;

interface Key {
  readonly ends?: readonly (number | string | boolean)[];
  readonly beyond?: readonly (number | string)[];
  readonly says: string;
}
const SERVER: Readonly<Record<string, Key>> = {
  host: {
    ends: ['0.0.0.0', '::1'],
    beyond: ['', 'http://x', 'x:80'],
    says: 'must be an address or host name to listen on, without scheme, brackets and port (that is server.port), e.g. "0.0.0.0"',
  },
  port: whole('', 0, 65_535, '8080'),
  externalUrl: {
    ends: ['https://proxy.example.com', 'http://x'],
    beyond: ['', 'ftp://x', 'https://x?y=1', 'https://x#y'],
    says: 'must be the http or https URL under which clients reach this proxy, without query, fragment and the URL of a system, e.g. "https://proxy.example.com"',
  },
  trustForwardedHeaders: { ends: [true, false], beyond: ['true', 1], says: FLAG },
  connectionsPerAddress: {
    ends: [0, 65_535],
    beyond: [-1, 65_536, 0.5],
    says: 'must be a whole number of connections from 1 to 65535, e.g. 500, or 0 for no bound',
  },
  bodyLimit: whole('of bytes ', 1024, 33_554_432, '10485760'),
  workMemory: whole('of megabytes ', 16, 65_536, '96'),
  requestTimeout: seconds(0.05, 3600, 60),
  connectTimeout: seconds(0.05, 300, 5),
  drainTime: seconds(0, 3600, 2),
  shutdownTimeout: seconds(0, 3600, 30),
  logLevel: {
    ends: ['fatal', 'silent'],
    beyond: ['', 'loud'],
    says: 'must be one of "fatal", "error", "warn", "info", "debug", "trace", "silent"',
  },
};

describe.each(Object.entries(SERVER))('server.%s', (key, { ends = [], beyond = [], says }) => {
  const refusalOf = async (value: unknown) =>
    (await load({ 'c.json': JSON.stringify({ server: { [key]: value } }) })).refused;

  it.each([...beyond, { a: 1 }, [], null])('does not take %j', async (value) => {
    const refused = await refusalOf(value);
    expect(refused).toHaveLength(1);
    expect(refused?.[0]).toContain(`: error: server.${key} ${says}`);
  });

  it.each(ends)('takes %j', async (value) => {
    expect(await refusalOf(value)).toBeUndefined();
  });
});

it.each<[string, unknown, string]>([
  ['overload', 5, 'overload must be an object with keys and values'],
  ...[-1, 0.05, 61, '1'].map((eventLoopDelay): [string, unknown, string] => [
    'overload',
    { eventLoopDelay },
    'overload.eventLoopDelay must be a number of seconds from 0.1 to 60, e.g. 1, or 0 for no bound',
  ]),
  ...[-1, 49, 100, 90.5].map((heap): [string, unknown, string] => [
    'overload',
    { heap },
    'overload.heap must be a whole number of percent from 50 to 99, e.g. 90, or 0 for no bound',
  ]),
])('server: %s does not take %j', async (key, value, says) => {
  const { refused } = await load({ 'c.json': JSON.stringify({ server: { [key]: value } }) });
  expect(refused).toEqual([expect.stringContaining(`: error: server.${says}`)]);
});

it.each([
  { eventLoopDelay: 0, heap: 0 },
  { eventLoopDelay: 0.1, heap: 50 },
  { eventLoopDelay: 60, heap: 99 },
])('server.overload takes %j', async (overload) => {
  const { configuration } = await load({ 'c.json': JSON.stringify({ server: { overload } }) });
  expect(configuration?.server.overload).toEqual(overload);
});

const SECRET =
  'must be the output of `ipsproxy secret hash`, {"env": "NAME"}, {"file": "path"} or {"service": "NAME", "key": "KEY"}';
const REQUESTS = 'must be a whole number of requests from 1 to 1000000, e.g. 600';
it.each<[string, unknown, string]>([
  [
    'id',
    {},
    'id must be text of 1 to 255 characters without colon and control characters, e.g. "idm-client"',
  ],
  ['secrets', {}, 'secrets must be a list of one or two secrets'],
  ['secrets', [], 'secrets must be a list of one or two secrets'],
  ['secrets', ['a', 'b', 'c'], 'secrets must be a list of one or two secrets'],
  ['secrets', [5], `secrets[0] ${SECRET}`],
  ['permissions', {}, 'permissions must be a list like ["IPS_PROXY_USER"]'],
  ['permissions', ['x'], 'permissions[0] must be "IPS_PROXY_USER" or "IPSPROXY_EXPLAIN"'],
  ['systems', 'one', 'systems must be a list of system ids'],
  ['systems', [5], 'systems[0] must be the id of a system'],
  ['disabled', 'no', `disabled ${FLAG}`],
  ['limits', 5, 'limits must be an object with keys and values'],
  ['limits', { requestsPerMinute: 0 }, `limits.requestsPerMinute ${REQUESTS}`],
  ['limits', { requestsPerMinute: 1.5 }, `limits.requestsPerMinute ${REQUESTS}`],
  ['limits', { requestsPerMinute: 1_000_001 }, `limits.requestsPerMinute ${REQUESTS}`],
])('technicalUsers: %s does not take %j', async (key, value, says) => {
  const user = { id: 'a', secrets: [{ env: 'X' }], [key]: value };
  const { refused } = await load({ 'c.json': JSON.stringify({ technicalUsers: [user] }) });
  expect(refused).toEqual([expect.stringContaining(`: error: technicalUsers[0].${says}`)]);
});

it.each<[string, unknown, string]>([
  [
    'id',
    5,
    'id must be letters and digits, separated by single dashes, at most 100 characters, e.g. a UUID or "ias-test"',
  ],
  ['type', [], 'type must be the type of the system, e.g. "identity-authentication"'],
  ['name', 5, 'name must be text'],
  ['disabled', '', `disabled ${FLAG}`],
  ['properties', [], 'properties must be an object with the properties of the system'],
  [
    'properties',
    { a: [] },
    'properties.a must be text, a number, true, false, {"env": "NAME"}, {"file": "path"} or {"service": "NAME", "key": "KEY"}',
  ],
  ['transformations', 'x', 'transformations must be an object with keys and values'],
  ['limits', [], 'limits must be an object with keys and values'],
  ['limits', { requestsPerMinute: '5' }, `limits.requestsPerMinute ${REQUESTS}`],
  [
    'limits',
    { concurrency: 0 },
    'limits.concurrency must be a whole number of requests from 1 to 10000, e.g. 20',
  ],
  ['limits', { queue: -1 }, 'limits.queue must be a whole number of requests from 0 to 10000, e.g. 20'],
  ['limits', { queue: 1.5 }, 'limits.queue must be a whole number of requests from 0 to 10000, e.g. 20'],
])('systems: %s does not take %j', async (key, value, says) => {
  const system = { id: 'a', type: 'fake', [key]: value };
  const { refused } = await load({ 'c.json': JSON.stringify({ systems: [system] }) });
  expect(refused).toEqual([expect.stringContaining(`: error: systems[0].${says}`)]);
});
