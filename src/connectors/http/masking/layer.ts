/** One reading of a text: as it came, or with its escapes resolved. Knows where each character came from. */
export interface Layer {
  readonly text: string;
  /** Where each character begins in the original text, and where that ends. */
  readonly starts: readonly number[];
}

/** A part of a layer's text; `end` is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Escapes within escapes: a gateway that puts a percent-encoded URL into JSON into HTML needs three. */
const MOST_DECODINGS = 4;

/** Numbers of HTML may stand without `;`, but not where the text ends: there they may have been cut. */
const ESCAPE =
  /(?<bytes>(?:%[\da-f]{2})+|(?:\\x[\da-f]{2})+|(?:\\[0-3][0-7]{2})+)|(?:%u|\\u)(?<unit>[\da-f]{4})|\\u\{(?<point>[\da-f]{1,6})\}|&#x(?<hex>[\da-f]{1,6})(?:;|(?=[^\da-f;]))|&#(?<decimal>\d{1,7})(?:;|(?=[^\d;]))|&(?<entity>[a-z]{2,8});|\\(?<plain>[^ux])/giu;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
  ['plus', '+'],
  ['equals', '='],
  ['colon', ':'],
  ['sol', '/'],
  ['bsol', '\\'],
  ['lbrace', '{'],
  ['lcub', '{'],
  ['num', '#'],
  ['percnt', '%'],
  ['commat', '@'],
  ['excl', '!'],
  ['dollar', '$'],
]);
const CONTROLS = 'ntrbfv0';

/** The text, and what comes of resolving its escapes again and again: percent-encoding, JSON, HTML. */
export function layersOf(text: string): Layer[] {
  const layers: Layer[] = [{ text, starts: Array.from({ length: text.length + 1 }, (_, index) => index) }];
  for (let last = layers[0]; last !== undefined && layers.length <= MOST_DECODINGS; ) {
    last = decoded(last);
    if (last !== undefined) layers.push(last);
  }
  return layers;
}

/** `undefined` where there is nothing to resolve. */
function decoded({ text, starts }: Layer): Layer | undefined {
  let result = '';
  const resultStarts: number[] = [];
  let done = 0;
  const add = (part: string, at: number, step: number) => {
    for (let index = 0; index < part.length; index += 1) resultStarts.push(starts[at + index * step] ?? at);
    result += part;
  };
  for (const match of text.matchAll(ESCAPE)) {
    const { index, groups = {}, 0: written } = match;
    const { bytes } = groups;
    if (bytes === undefined) {
      const character = characterOf(groups);
      if (character === undefined) continue;
      add(text.slice(done, index), done, 1);
      add(character, index, 0);
    } else {
      add(text.slice(done, index), done, 1);
      const width = bytes.startsWith('%') ? 3 : 4;
      const values = Buffer.from(bytes.match(/[\da-f]{2,3}/gi)?.map(byteOf) ?? []);
      for (let byte = 0; byte < values.length; ) {
        const character = utf8At(values, byte);
        add(character.text, index + byte * width, 0);
        byte += character.length;
      }
    }
    done = index + written.length;
  }
  if (done === 0) return undefined;
  add(text.slice(done), done, 1);
  resultStarts.push(starts[text.length] ?? text.length);
  return { text: result, starts: resultStarts };
}

/** Two hexadecimal digits, or three octal ones. */
function byteOf(digits: string): number {
  return Number.parseInt(digits, digits.length === 3 ? 8 : 16);
}

function characterOf(groups: Readonly<Record<string, string | undefined>>): string | undefined {
  const { unit, point, hex, decimal, entity, plain } = groups;
  if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16));
  const code = point ?? hex;
  if (code !== undefined || decimal !== undefined) {
    const value = code === undefined ? Number(decimal) : Number.parseInt(code, 16);
    return value <= 0x10_ffff ? String.fromCodePoint(value) : undefined;
  }
  if (entity !== undefined) return ENTITIES.get(entity.toLowerCase());
  return plain !== undefined && CONTROLS.includes(plain) ? '\n' : plain;
}

/** The character that begins at this byte; a byte that is no UTF-8 is read as Latin-1. */
function utf8At(bytes: Buffer, at: number): { readonly text: string; readonly length: number } {
  const lead = bytes[at] ?? 0;
  const length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const text = bytes.toString('utf8', at, at + length);
  return text.includes('\ufffd') ? { text: String.fromCharCode(lead), length: 1 } : { text, length };
}
