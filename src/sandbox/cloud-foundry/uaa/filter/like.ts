/** `LIKE` of SQL, which is what `co` and `sw` become: `_` is one character, `%` any number, a backslash takes the next as it is. */

const ONE = Symbol('one character');

type Piece = string | typeof ONE;
/** What stands between two `%`. */
type Segment = readonly Piece[];

/** The test whether a text matches a pattern. It never goes back: at worst each is read once for every character of the other. */
export function likeTest(pattern: string): (text: string) => boolean {
  const [first = [], ...rest] = segments(pattern);
  const last = rest.pop();
  return (text) => {
    let position = matchAt(text, 0, first);
    if (last === undefined) return position === text.length;
    for (const segment of rest) {
      if (position === undefined) return false;
      position = find(text, position, segment);
    }
    return position !== undefined && endsWith(text, position, last);
  };
}

function segments(pattern: string): Segment[] {
  const found: Piece[][] = [[]];
  let literal = '';
  const close = (): void => {
    if (literal !== '') found.at(-1)?.push(literal);
    literal = '';
  };
  for (const [, escaped, plain] of pattern.matchAll(/\\(.)|(.)/gsu)) {
    if (plain === '%') {
      close();
      found.push([]);
    } else if (plain === '_') {
      close();
      found.at(-1)?.push(ONE);
    } else literal += escaped ?? plain ?? '';
  }
  close();
  return found;
}

/** Where a segment that begins at `start` ends; `undefined` where it does not match. */
function matchAt(text: string, start: number, segment: Segment): number | undefined {
  let position = start;
  for (const piece of segment) {
    if (piece === ONE) {
      const code = text.codePointAt(position);
      if (code === undefined) return undefined;
      position += code > 0xffff ? 2 : 1;
    } else {
      if (!text.startsWith(piece, position)) return undefined;
      position += piece.length;
    }
  }
  return position;
}

/** The end of the first match at or behind `start`. */
function find(text: string, start: number, segment: Segment): number | undefined {
  const [first] = segment;
  for (let from = start; from <= text.length; from += 1) {
    if (typeof first === 'string') from = text.indexOf(first, from);
    if (from === -1) return undefined;
    const end = matchAt(text, from, segment);
    if (end !== undefined) return end;
  }
  return undefined;
}

function endsWith(text: string, start: number, segment: Segment): boolean {
  if (segment.length === 0) return true;
  for (let from = start; from <= text.length; from += 1) {
    if (matchAt(text, from, segment) === text.length) return true;
  }
  return false;
}
