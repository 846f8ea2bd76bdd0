/**
 * Where a configuration file or a transformation may have secrets in its text, so that no code frame shows one. The files
 * may be broken in any way, so this looks at the text alone, JSON or YAML, and rather hides too much.
 */
import { closest, isCredentialName } from '../../transformation/index.ts';

/** Offsets into the text; `end` is exclusive. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

/** A key as JSON, YAML and shells write it, with what separates it from its value. */
const KEY = /(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|(?<![\w.-])([A-Za-z_][\w.-]*))[ \t]*[:=]/g;
/** What the last part of a key is called that is a secret, with usual mistakes. */
const WORDS = [
  'password',
  'passwd',
  'passphrase',
  'passwort',
  'kennwort',
  'pwd',
  'secret',
  'secrets',
  'credentials',
  'token',
  'apikey',
];
/** In PEM form, whatever the key is called that has it; one that is cut off is one to the end of the text. */
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----|[\s\S]*)/g;
const USER_OF_URL = /:\/\/[^\s/@"']+@/g;
/** Names of secrets are none; another name of a variable is more often the secret in its place. */
const REFERENCE = /^["']?(?:env["']?\s*:\s*["']?[A-Za-z_]\w*["']?$|(?:file|service|key)["']?\s*:)/;
/** The same in a line of YAML, as an item of a list or below its key. */
const REFERENCE_LINE = /^\s*(?:-\s+)?(?:env:\s+[A-Za-z_]\w*\s*$|(?:file|service|key):\s)/;
/** Of a JSON Web Key (RFC 7517 §4.1); the members of a private one are secret under names of one or two letters. */
const WEB_KEY = /["']?\bkty["']?\s*:/g;
/** A line of YAML that has a member of an entry of `technicalUsers[].tokens`. */
const MEMBER_LINE = /^(?:-\s+)?[A-Za-z]\w*:\s/;
/** Constants of a transformation, and how far away their target may stand. */
const CONSTANT = /"(?:constant|defaultValue)"\s*:\s*/g;
const AROUND = 300;

/** The value of a header that logs on; a word of a sentence has no digits. */
const LOGON = /\b(?:basic|bearer)[ \t]+((?=[^\s"',]*[\d=])[\w+/=.~-]{6,})/gi;
/** Characters of a secret that is looked for wherever else it stands; shorter ones are parts of other words. */
const SHORTEST = 6;

/** In the order of the text; they may touch and overlap. */
export function secretRegions(text: string): Region[] {
  const regions: Region[] = [];
  for (const match of text.matchAll(KEY)) {
    const [whole, quoted, single, plain] = match;
    const name = quoted === undefined ? (single ?? plain ?? '') : unescaped(quoted);
    if (!isSecretKey(name)) continue;
    const found = valueRegions(text, match.index, match.index + whole.length);
    regions.push(...(name === 'tokens' ? found.filter((region) => !isOfIssuer(text, region)) : found));
  }
  for (const match of text.matchAll(USER_OF_URL)) {
    regions.push({ start: match.index + '://'.length, end: match.index + match[0].length - 1 });
  }
  for (const match of text.matchAll(PRIVATE_KEY)) {
    regions.push({ start: match.index, end: match.index + match[0].length });
  }
  let done = 0;
  for (const { index } of text.matchAll(WEB_KEY)) {
    if (index < done) continue;
    const key = webKey(text, index);
    regions.push(key);
    done = key.end;
  }
  for (const match of text.matchAll(LOGON)) {
    const end = match.index + match[0].length;
    regions.push({ start: end - (match[1] ?? '').length, end });
  }
  for (const match of text.matchAll(CONSTANT)) {
    const around = text.slice(Math.max(0, match.index - AROUND), match.index + AROUND);
    if (/password|passwd|passphrase|secret/i.test(around)) {
      regions.push(scalar(text, match.index + match[0].length));
    }
  }
  regions.push(...repetitions(text, regions));
  return regions.sort((one, other) => one.start - other.start);
}

/** The same secrets where nothing says that they are some: in a comment, under another key. */
function repetitions(text: string, regions: readonly Region[]): Region[] {
  const secrets = new Set(
    regions.flatMap(({ start, end }) => {
      const region = text.slice(start, end);
      const quoted = [...region.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map(
        ([, one, other]) => one ?? other ?? '',
      );
      const plain = region.split('\n').map((line) => line.replace(/^\s*-\s+/, ''));
      return [...quoted, ...plain].map((each) => each.trim()).filter(({ length }) => length >= SHORTEST);
    }),
  );
  return [...secrets].flatMap((secret) => {
    const found: Region[] = [];
    for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + secret.length)) {
      found.push({ start: at, end: at + secret.length });
    }
    return found;
  });
}

function isSecretKey(name: string): boolean {
  if (isCredentialName(name)) return true;
  const last = name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('_'), name.lastIndexOf('-')) + 1);
  return closest(last, WORDS) !== undefined;
}

/** `tokens` of a technical user say whose tokens it has, as objects; a text in their place may be a token. */
function isOfIssuer(text: string, { start, end }: Region): boolean {
  return text[start - 1] === '{' || MEMBER_LINE.test(text.slice(start, end));
}

/** All of the object that has the member at `at`: in braces, or else lines of YAML that are indented as much. */
function webKey(text: string, at: number): Region {
  const opening = openingBrace(text, at);
  if (opening !== undefined) return { start: opening + 1, end: endOfObject(text, opening) };
  const column = at - (text.lastIndexOf('\n', at) + 1);
  const isInside = (start: number) => {
    const line = text.slice(start, endOfLine(text, start));
    return line.trim() === '' || line.search(/[^\s-]/) >= column;
  };
  let start = text.lastIndexOf('\n', at) + 1;
  while (start > 0 && isInside(text.lastIndexOf('\n', start - 2) + 1))
    start = text.lastIndexOf('\n', start - 2) + 1;
  let end = endOfLine(text, at);
  while (end < text.length && isInside(end + 1)) end = endOfLine(text, end + 1);
  return { start, end };
}

/** Offset of the brace that is open at `at`. */
function openingBrace(text: string, at: number): number | undefined {
  let depth = 0;
  for (let before = at - 1; before >= 0; before -= 1) {
    if (text[before] === '}') depth += 1;
    else if (text[before] === '{' && depth === 0) return before;
    else if (text[before] === '{') depth -= 1;
  }
  return undefined;
}

/** What is said of the key at `keyStart` behind `from`. */
function valueRegions(text: string, keyStart: number, from: number): Region[] {
  const start = skipBlanks(text, from);
  switch (text[start]) {
    case '{':
      return objectRegions(text, start);
    case '[':
      return listRegions(text, start);
    case '"':
    case "'":
      return [scalar(text, start)];
    case undefined:
      return [];
    default: {
      const column = keyStart - (text.lastIndexOf('\n', keyStart) + 1);
      const isBelow = text.slice(from, start).includes('\n');
      const first = isBelow ? [] : [{ start, end: endOfLine(text, start) }];
      return [...first, ...linesBelow(text, endOfLine(text, from), column, isBelow)];
    }
  }
}

/** Lines of YAML that belong to a key at `column`: a list, a text over several lines, a reference. */
function linesBelow(text: string, from: number, column: number, atLeastOne: boolean): Region[] {
  const regions: Region[] = [];
  let isFirst = atLeastOne;
  for (let end = from; end < text.length; ) {
    const start = end + 1;
    end = endOfLine(text, start);
    const line = text.slice(start, end);
    if (line.trim() === '') continue;
    const indent = line.length - line.trimStart().length;
    const isItem = line.trimStart().startsWith('- ') && indent >= column;
    if (!isFirst && !isItem && indent <= column) break;
    isFirst = false;
    if (!REFERENCE_LINE.test(line)) regions.push({ start: start + indent, end });
  }
  return regions;
}

function objectRegions(text: string, start: number): Region[] {
  const end = endOfObject(text, start);
  const parts = text.slice(start + 1, end).split(',');
  const isReference = parts.every((part) => part.trim() === '' || REFERENCE.test(part.trim()));
  return isReference ? [] : [{ start: start + 1, end }];
}

function listRegions(text: string, start: number): Region[] {
  const regions: Region[] = [];
  for (let at = start + 1; at < text.length; ) {
    at = skipBlanks(text, at, ',');
    if (text[at] === ']' || at >= text.length) break;
    if (text[at] === '{') {
      regions.push(...objectRegions(text, at));
      at = endOfObject(text, at) + 1;
      continue;
    }
    const region = scalar(text, at);
    regions.push(region);
    at = region.end + 1;
  }
  return regions;
}

/** Offset of the brace that closes the one at `start`, whatever stands in quotes between them. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '}' && depth === 0) return at;
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (text[at] === '"' || text[at] === "'") at = scalar(text, at).end;
  }
  return text.length;
}

/** A text in quotes, without them, to its end wherever it is; anything else to the end of the line. */
function scalar(text: string, start: number): Region {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") return { start, end: endOfLine(text, start) };
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1;
    else if (text[at] === quote) {
      // Two of them are one in a text of YAML.
      if (quote === "'" && text[at + 1] === "'") at += 1;
      else return { start: start + 1, end: at };
    }
  }
  return { start: start + 1, end: text.length };
}

function skipBlanks(text: string, from: number, others = ''): number {
  let at = from;
  while (at < text.length && (/\s/.test(text[at] ?? '') || others.includes(text[at] ?? ''))) at += 1;
  return at;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at === -1 ? text.length : at;
}

function unescaped(name: string): string {
  try {
    return String(JSON.parse(`"${name}"`));
  } catch {
    return name;
  }
}
