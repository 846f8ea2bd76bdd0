/** JSON that `JSON.stringify` would never write: names twice, odd numbers, half surrogates, anything in anything's place. */
import { pick, type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';

/** Text that stands there as it is. */
export class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An object whose names may stand twice. */
export class Members {
  readonly entries: [name: string, value: Tree][];
  constructor(entries: [name: string, value: Tree][]) {
    this.entries = entries;
  }
}

export type Tree = null | boolean | number | string | Raw | Members | Tree[];

export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return value.map(treeOf);
  if (value instanceof Raw || value instanceof Members) return value;
  if (typeof value === 'object' && value !== null) {
    return new Members(Object.entries(value).map(([name, member]) => [name, treeOf(member)]));
  }
  return value === undefined ? null : (value as Tree);
}

export function print(tree: Tree): string {
  if (tree instanceof Raw) return tree.text;
  if (tree instanceof Members) {
    return `{${tree.entries.map(([name, value]) => `${JSON.stringify(name)}:${print(value)}`).join(',')}}`;
  }
  return Array.isArray(tree) ? `[${tree.map(print).join(',')}]` : JSON.stringify(tree);
}

const nested = (open: string, close: string, depth: number) =>
  new Raw(`${open.repeat(depth)}0${close.repeat(depth)}`);

const ODD: readonly (() => Tree)[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    '',
    ' ',
    'true',
    'False',
    'null',
    '0',
    '\u0000',
    '\u202eabc',
    '😀',
    'İß',
  ],
  ...[
    '1970-01-01T00:00:00Z',
    '9999-99-99',
    '$.id',
    '%name%',
    '__proto__',
    'constructor',
    '\\',
    '"',
    "'",
    '</x>',
  ],
  ...[
    'urn:ietf:params:scim:schemas:core:2.0:User',
    '../..',
    'a@b',
    'http://127.0.0.1/',
    '\r\nX-Odd: 1',
    '\ufeff',
  ],
]
  .map(
    (value): (() => Tree) =>
      () =>
        value,
  )
  .concat(
    [
      '1e400',
      '-0',
      '1E-400',
      '123456789012345678901234567890',
      '9007199254740993',
      '0.10000000000000000555',
    ].map((text) => () => new Raw(text)),
    [
      '"\\ud800"',
      '"\\udc00x"',
      '"\\u0000"',
      'NaN',
      'undefined',
      '01',
      '.5',
      "'x'",
      '"\t"',
      '"\\x41"',
      '',
    ].map((text) => () => new Raw(text)),
    [
      () => [],
      () => [null],
      () => [[]],
      () => new Members([]),
      () => [new Members([])],
      () => new Members([['value', null]]),
      // No text can be made of these: what should be methods is data.
      () => new Members([['toString', 'x']]),
      () => [new Members([['toString', 'x']])],
      () => nested('[', ']', 20),
      () => nested('[', ']', 70),
      () => nested('{"a":', '}', 70),
      () => nested('[', ']', 5_000),
      () => 'x'.repeat(300),
      () => 'ä'.repeat(5_000),
      () => Array.from({ length: 300 }, (_, index) => new Members([['value', `v${index}`]])),
      () => Array.from({ length: 2_000 }, () => 0),
    ],
  );

export function oddValue(random: Random): Tree {
  return pick(random, ODD)();
}

const ODD_NAMES: readonly string[] = [
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'length',
    '',
    ' ',
    '$ref',
    '$',
    '.',
  ],
  ...[
    'a.b',
    'a[0]',
    'emails[type eq "work"].value',
    'id',
    'ID',
    'Id',
    'meta',
    'schemas',
    'SCHEMAS',
    'members',
  ],
  ...[
    'urn:ietf:params:scim:schemas:core:2.0:User',
    'urn:ietf:params:scim:schemas:core:2.0:User:active',
    'urn:x',
  ],
  ...[
    '\u0000',
    'é',
    '😀',
    'Value',
    'type',
    'operations',
    'Operations',
    'op',
    'totalResults',
    'Resources',
    'x'.repeat(2_000),
  ],
];

export function oddName(random: Random): string {
  return pick(random, ODD_NAMES);
}

/** Where a value stands. */
interface Place {
  readonly value: Tree;
  readonly name: string | undefined;
  set(value: Tree): void;
  remove(): void;
  /** Puts one more beside it. */
  add(name: string, value: Tree): void;
}

function placesIn(tree: Tree, found: Place[] = []): Place[] {
  if (tree instanceof Members) {
    for (const entry of tree.entries) {
      found.push({
        value: entry[1],
        name: entry[0],
        set: (value) => {
          entry[1] = value;
        },
        remove: () => void tree.entries.splice(tree.entries.indexOf(entry), 1),
        add: (name, value) => void tree.entries.push([name, value]),
      });
      placesIn(entry[1], found);
    }
  } else if (Array.isArray(tree)) {
    for (const [index, value] of tree.entries()) {
      found.push({
        value,
        name: undefined,
        set: (other) => {
          tree[index] = other;
        },
        remove: () => void tree.splice(index, 1),
        add: (_, other) => void tree.push(other),
      });
      placesIn(value, found);
    }
  }
  return found;
}

/** Changes one place of the tree itself. */
export function mutateTree(random: Random, tree: Tree): void {
  const places = placesIn(tree);
  if (places.length === 0) return;
  const place = pick(random, places);
  const { name = '', value } = place;
  switch (randomInteger(random, 9)) {
    case 0:
      place.remove();
      break;
    case 1:
      place.add(name, oddValue(random));
      break;
    case 2:
      place.add(oddName(random), value);
      break;
    case 3:
      place.add(random() < 0.5 ? name.toUpperCase() : name, value);
      break;
    case 4:
      place.set([value]);
      break;
    case 5:
      place.set(new Members([[pick(random, ['value', 'Value', oddName(random)]), value]]));
      break;
    case 6:
      // Shared, not copied: only printed.
      place.set(Array.from({ length: randomInteger(random, 200) }, () => value));
      break;
    default:
      place.set(oddValue(random));
  }
}

/** Breaks a text as bytes. */
export function mutateBytes(random: Random, bytes: Buffer): Buffer {
  const at = randomInteger(random, bytes.length + 1);
  switch (randomInteger(random, 9)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from([randomInteger(random, 256)]),
        bytes.subarray(at),
      ]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1))]);
    case 3:
      return Buffer.concat([Buffer.from('\ufeff'), bytes]);
    case 4:
      return Buffer.concat([bytes, bytes]);
    case 5:
      return Buffer.concat([
        bytes,
        Buffer.from(pick(random, ['}', ']', ',', 'x', '\u0000', '\n\n', '{}', '//', '\ufeff'])),
      ]);
    case 6:
      return Buffer.from(bytes.toString('utf8'), pick(random, ['utf16le', 'latin1'] as const));
    case 7:
      return Buffer.concat([
        Buffer.from(pick(random, ['/* */', ' '.repeat(3_000), '//x\n', ',', '['])),
        bytes,
      ]);
    default:
      return Buffer.alloc(0);
  }
}
