import { InvalidPath, type Step } from './steps.ts';

/** Up to what ends a name without brackets; a blank does not end it but has no place in it. */
const NAME = /[^ .[(]+/y;
const QUOTED = /\[ *(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)") *\]/sy;
const NUMBERS = /\[ *([-:\d][-:\d ]*)\]/y;
const WILDCARD = /\*|\[ *\* *\]/y;

/**
 * Reads a path below the root as the UAA's library does (Jayway JsonPath): `emails[0].value`, `*`, `['name']`, `[0:2]`
 * and `..` at any place. One last character behind a bracket or a name is not looked at, so that `userName[` is
 * `userName`. Functions and conditions, `length()` or `[?(@.primary)]`, are refused, which the real one does not do.
 *
 * @throws InvalidPath
 */
export function compilePath(path: string): readonly Step[] {
  const text = `$.${path}`.replace(/ +$/, '');
  if (text.endsWith('.')) throw new InvalidPath('a dot at the end');
  const steps: Step[] = [];
  let position = 1;
  do {
    if (text[position] === '.') position = readDots(text, position, steps);
    position = readStep(text, position, steps);
  } while (position < text.length - 1);
  return steps;
}

function readDots(text: string, position: number, steps: Step[]): number {
  const scans = text[position + 1] === '.';
  if (scans) steps.push({ kind: 'scan' });
  const next = position + (scans ? 2 : 1);
  if (text[next] === '.') throw new InvalidPath('a dot too much');
  return next;
}

function readStep(text: string, position: number, steps: Step[]): number {
  const read = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    return pattern.exec(text);
  };
  const wildcard = read(WILDCARD);
  if (wildcard !== null) {
    steps.push({ kind: 'wildcard' });
    return WILDCARD.lastIndex;
  }
  const quoted = read(QUOTED);
  if (quoted !== null) {
    steps.push({ kind: 'property', name: (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/gs, '$1') });
    return QUOTED.lastIndex;
  }
  const numbers = read(NUMBERS)?.[1];
  if (numbers !== undefined) {
    steps.push(numbered(numbers.trim()));
    return NUMBERS.lastIndex;
  }
  const name = read(NAME)?.[0];
  const end = position + (name?.length ?? 0);
  if (name === undefined || text[end] === ' ' || text[end] === '(') throw new InvalidPath('no name');
  steps.push({ kind: 'property', name });
  return end;
}

function numbered(text: string): Step {
  if (!text.includes(':')) return { kind: 'index', index: integer(text) };
  const [from = '', to = ''] = text.split(':');
  if (from === '' && to === '') throw new InvalidPath('a slice without bounds');
  return {
    kind: 'slice',
    from: from === '' ? undefined : integer(from),
    to: to === '' ? undefined : integer(to),
  };
}

function integer(text: string): number {
  if (!/^-?\d{1,9}$/.test(text)) throw new InvalidPath('no number');
  return Number(text);
}
