/**
 * What the transformation engine adds to a request: the default read transformation of Identity Authentication version 2
 * on a typical user and on 1,000 different ones, beside hand-written code, a JSON round trip and a JSONPath library.
 *
 * Usage: node --expose-gc bench/engine.ts
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'jsonc-parser';
import { compileTransformation, type JsonMap } from '../src/transformation/index.ts';
import { compileTime, heapAfterManyUsers, hostileRegex } from './engine/extremes.ts';
import { handWritten } from './engine/hand-written.ts';
import { typicalUser, variedUsers } from './engine/users.ts';
import {
  type PlainMapping,
  readUnwrapped,
  readWrapped,
  withJsonPathPlus,
} from './engine/with-jsonpath-plus.ts';
import { allocatedBytes, type Contestant, measure, sink } from './measure.ts';

const TEXT = readFileSync(
  new URL('../transformations/identity-authentication/v2/read.json', import.meta.url),
  'utf8',
);
const BASE = 'https://proxy.example/ipsproxy/api/v1/scim/11111111-1111-4111-8111-000000000002/Users/';
const VARIABLES = { entityBaseLocation: BASE };
const OPTIONS = { operation: 'read', variables: VARIABLES } as const;

const user = compileTransformation(TEXT, { direction: 'read' }).entities['user'];
assert(user !== undefined);
const mappings: readonly PlainMapping[] = parse(TEXT).user.mappings;

function engine(input: JsonMap): JsonMap {
  const result = user?.run(input, OPTIONS);
  assert(result?.status === 'transformed');
  return result.output;
}

function contestants(users: readonly JsonMap[]): Contestant[] {
  const each = (name: string, work: (input: JsonMap) => unknown): Contestant => ({
    name,
    run(count) {
      for (let call = 0; call < count; call += 1) {
        sink.value = work(users[call % users.length] as JsonMap);
      }
    },
  });
  return [
    each('engine', engine),
    each('(a) hand-written', (input) => handWritten(input, BASE)),
    each('(b) JSON.parse + JSON.stringify', (input) => JSON.stringify(JSON.parse(texts.get(input) ?? ''))),
    each('(c) jsonpath-plus, wrap: false', (input) =>
      withJsonPathPlus(mappings, input, VARIABLES, readUnwrapped),
    ),
    each('    jsonpath-plus, wrap: true', (input) =>
      withJsonPathPlus(mappings, input, VARIABLES, readWrapped),
    ),
  ];
}

const texts = new Map<JsonMap, string>();

function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

function compare(title: string, users: readonly JsonMap[]): void {
  for (const input of users) check(input);
  const bytes =
    users.reduce((sum, input) => sum + Buffer.byteLength(texts.get(input) ?? ''), 0) / users.length;
  const all = contestants(users);
  const times = measure(all, { rounds: 25, turn: 25 });
  const own = times.get('engine') ?? Number.NaN;
  print(`${title} (${Math.round(bytes).toLocaleString('en')} bytes of JSON each)`);
  for (const contestant of all) {
    const time = times.get(contestant.name) ?? Number.NaN;
    const allocated = Math.round(allocatedBytes(contestant, 200)).toLocaleString('en');
    const figures = `${time.toFixed(2).padStart(8)} µs/user ${allocated.padStart(8)} B/user`;
    print(`  ${contestant.name.padEnd(32)} ${figures}   ${ratio(contestant.name, own, time)}`);
  }
  print();
}

/** All of them give the same output, and the engine leaves its input alone. */
function check(input: JsonMap): void {
  texts.set(input, JSON.stringify(input));
  const before = structuredClone(input);
  const output = engine(input);
  assert.deepStrictEqual(output, handWritten(input, BASE));
  for (const read of [readUnwrapped, readWrapped]) {
    assert.deepStrictEqual(withJsonPathPlus(mappings, input, VARIABLES, read), output);
  }
  assert.deepStrictEqual(input, before);
}

function ratio(name: string, own: number, time: number): string {
  if (name === 'engine') return '';
  return time > own * 10
    ? `the engine is ${(time / own).toFixed(1)} times as fast`
    : `the engine takes ${(own / time).toFixed(2)} times as long`;
}

print(`Node ${process.version}; medians of 25 interleaved rounds`);
print();
compare('One user', [typicalUser()]);
compare('1,000 different users', variedUsers(1000));
for (const line of [compileTime(), heapAfterManyUsers(engine), hostileRegex()]) print(line);
