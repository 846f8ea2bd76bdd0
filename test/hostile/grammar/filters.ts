/** Filters (RFC 7644 §3.4.2.2) by grammar, and broken. */
import { pick, type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';
import { CORE_USER, ENTERPRISE } from './entities.ts';

const ATTRIBUTES: readonly string[] = [
  ...[
    'userName',
    'USERNAME',
    'emails',
    'emails.value',
    'emails[0].value',
    'emails[type eq "work"].value',
    'id',
    'ID',
  ],
  ...[
    'displayName',
    'externalId',
    'active',
    'name.familyName',
    'meta.lastModified',
    'meta.created',
    'members.value',
  ],
  ...[
    'members',
    'groups',
    'groups.display',
    'members[value eq "x"].value',
    'name',
    'password',
    'schemas',
    'meta.version',
    'phoneNumbers.value',
    `${ENTERPRISE}:department`,
    `${CORE_USER}:userName`,
    `${ENTERPRISE}`,
  ],
  ...[
    '__proto__',
    'constructor',
    'a.b.c.d',
    'emails.',
    '.value',
    '$ref',
    'x'.repeat(500),
    'emails[99999999999].value',
  ],
];
const OPERATORS = ['eq', 'eq', 'eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'EQ', 'Co', 'like', ''];
const VALUES: readonly string[] = [
  ...[
    '"a"',
    '"hostile.1"',
    'true',
    'false',
    'null',
    '1',
    '-1.5e3',
    '1e400',
    '"2024-01-01T00:00:00Z"',
    '"2024-13-45T99:00:00+99:99"',
    '"2024-01-01T00:00:00.123456789+02:00"',
    'TRUE',
    '0.1e-5',
    '"\\ud800"',
  ],
  ...[
    '"\\u0000"',
    '"a\\"b"',
    '"\\\\"',
    '"%"',
    '"*"',
    '"\'"',
    'unquoted',
    '"',
    '',
    '"😀"',
    `"${'x'.repeat(2_000)}"`,
  ],
  ...['{}', '[]', '123456789012345678901234567890', '"a" "b"'],
];

export function filter(random: Random): string {
  const text = random() < 0.1 ? extreme(random) : expression(random, randomInteger(random, 4));
  return random() < 0.25 ? broken(random, text) : text;
}

function expression(random: Random, depth: number): string {
  if (depth === 0) return comparison(random);
  const inner = () => expression(random, depth - 1);
  switch (randomInteger(random, 6)) {
    case 0:
      return `(${inner()})`;
    case 1:
      return random() < 0.9 ? `not (${inner()})` : `NOT(${inner()})`;
    case 2:
      return `${pick(random, ['emails', 'members', 'addresses', 'userName'])}[${inner()}]`;
    case 3:
      return `${inner()} ${pick(random, ['or', 'or', 'OR'])} ${inner()}`;
    default:
      return `${inner()} and ${inner()}`;
  }
}

function comparison(random: Random): string {
  const attribute = pick(random, ATTRIBUTES);
  if (random() < 0.1) return `${attribute} pr`;
  return `${attribute} ${pick(random, OPERATORS)} ${pick(random, VALUES)}`;
}

function extreme(random: Random): string {
  const count = 1 + randomInteger(random, 1_500);
  switch (randomInteger(random, 7)) {
    case 0:
      return `${'('.repeat(count)}userName eq "a"${')'.repeat(count)}`;
    case 1:
      return `${'not ('.repeat(count)}userName eq "a"${')'.repeat(count)}`;
    case 2:
      return Array.from({ length: count }, (_, index) => `id eq "${index}"`).join(' or ');
    case 3:
      return Array.from({ length: count }, () => 'userName sw "a"').join(' and ');
    case 4:
      return `${'emails['.repeat(count)}value eq "a"${']'.repeat(count)}`;
    case 5:
      return `userName eq "${'\\u0041'.repeat(count)}"`;
    default:
      return `${'a.'.repeat(count)}b eq 1`;
  }
}

function broken(random: Random, text: string): string {
  const at = randomInteger(random, text.length + 1);
  const odd = pick(random, [
    '(',
    ')',
    '[',
    ']',
    '"',
    '\\',
    ' ',
    '\u0000',
    '\t',
    'and',
    ' not ',
    '.',
    ':',
    '😀',
    '\u00a0',
  ]);
  return random() < 0.5 ? text.slice(0, at) + odd + text.slice(at) : text.slice(0, at) + text.slice(at + 1);
}
