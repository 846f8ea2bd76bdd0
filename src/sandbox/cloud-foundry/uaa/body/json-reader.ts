/** A JSON document, token by token: the UAA reads users so, and stops where the user ends, whatever follows. */
import { JsonBytes, QUOTE } from './json-bytes.ts';
import { JsonProblem, type Location, locationText } from './json-problem.ts';
import { takeNumber, takeWord, tooMuch, unexpectedValue } from './json-scalar.ts';
import { takeRest, takeText } from './json-text.ts';

export type Token =
  | 'START_OBJECT'
  | 'END_OBJECT'
  | 'START_ARRAY'
  | 'END_ARRAY'
  | 'FIELD_NAME'
  | 'VALUE_STRING'
  | 'VALUE_NUMBER_INT'
  | 'VALUE_NUMBER_FLOAT'
  | 'VALUE_TRUE'
  | 'VALUE_FALSE'
  | 'VALUE_NULL';

interface Context {
  readonly kind: 'Object' | 'Array';
  readonly start: Location;
  entries: number;
}

const DEEPEST = 1000;
const IN_TEXT = { kind: 'string value', end: ' in VALUE_STRING' };

export class JsonReader {
  readonly #bytes: JsonBytes;
  readonly #contexts: Context[] = [];
  #token: Token | undefined;
  /** The value after a name is looked at together with the name. */
  #ahead: Token | undefined;
  #aheadText = '';
  #text = '';
  /** The text of the current token is not read yet. */
  #pending = false;
  #start: Location = { line: 1, column: 0 };
  #nameStart: Location = this.#start;

  constructor(bytes: Buffer) {
    this.#bytes = new JsonBytes(bytes);
  }

  /** `undefined` before the first and after the last one. */
  get token(): Token | undefined {
    return this.#token;
  }

  /** Up to where the document is read. */
  get location(): Location {
    return this.#bytes.location;
  }

  /** Where the current token starts. */
  get tokenLocation(): Location {
    return this.#token === 'FIELD_NAME' ? this.#nameStart : this.#start;
  }

  /** The name, the text or the number as it is written; of other tokens what stands for them. */
  text(): string {
    if (this.#pending) {
      this.#pending = false;
      this.#text = takeText(this.#bytes, IN_TEXT);
    }
    return this.#text;
  }

  /** @throws JsonProblem for what is no JSON */
  next(): Token | undefined {
    this.#token = this.#token === 'FIELD_NAME' ? this.#valueAhead() : this.#read();
    return this.#token;
  }

  /** To the end of the object or array that starts here; other values are left as they are. */
  skipChildren(): void {
    if (this.#token !== 'START_OBJECT' && this.#token !== 'START_ARRAY') return;
    const depth = this.#contexts.length;
    while (this.#contexts.length >= depth) this.next();
  }

  #valueAhead(): Token | undefined {
    if (this.#ahead === 'START_OBJECT' || this.#ahead === 'START_ARRAY') this.#open(this.#ahead);
    this.#pending = this.#ahead === 'VALUE_STRING';
    this.#text = this.#aheadText;
    return this.#ahead;
  }

  #read(): Token | undefined {
    this.text();
    const context = this.#contexts.at(-1);
    let byte = this.#bytes.takeVisible();
    if (byte === undefined) {
      if (context === undefined) return undefined;
      const { kind, start } = context;
      throw this.#bytes.endOfInput(
        `: expected close marker for ${kind} (start marker at ${locationText(start)})`,
      );
    }
    if (byte === 0x5d) return this.#close('Array', 'END_ARRAY');
    if (byte === 0x7d) return this.#close('Object', 'END_OBJECT');
    if (context !== undefined && context.entries > 0) {
      if (byte !== 0x2c) {
        throw this.#bytes.unexpected(byte, `was expecting comma to separate ${context.kind} entries`);
      }
      byte = this.#bytes.takeVisible();
      if (byte === undefined) throw this.#bytes.problem(`Unexpected end-of-input${this.#between()}`);
    }
    if (context !== undefined) context.entries += 1;
    if (context?.kind === 'Object') return this.#name(byte);
    this.#start = this.#bytes.lastLocation;
    const token = this.#value(byte);
    if (token === 'START_OBJECT' || token === 'START_ARRAY') this.#open(token);
    this.#pending = token === 'VALUE_STRING';
    return token;
  }

  #name(quote: number): Token {
    this.#nameStart = this.#bytes.lastLocation;
    if (quote !== QUOTE) {
      const character = takeRest(this.#bytes, quote, ' in field name');
      throw this.#bytes.unexpected(character, 'was expecting double-quote to start field name');
    }
    const end = this.#bytes.ended ? ": was expecting closing '\"' for name" : ' in field name';
    const name = takeText(this.#bytes, { kind: 'name', end });
    this.#token = 'FIELD_NAME';
    const colon = this.#bytes.takeVisible();
    if (colon !== undefined && colon !== 0x3a) {
      throw this.#bytes.unexpected(colon, 'was expecting a colon to separate field name and value');
    }
    const byte = colon === undefined ? undefined : this.#bytes.takeVisible();
    if (byte === undefined) throw this.#bytes.endOfInput(this.#between());
    this.#start = this.#bytes.lastLocation;
    this.#ahead = this.#value(byte);
    this.#aheadText = this.#text;
    this.#text = name;
    return 'FIELD_NAME';
  }

  #value(byte: number): Token {
    this.#text = String.fromCharCode(byte);
    switch (this.#text) {
      case '"':
        return 'VALUE_STRING';
      case '{':
        return 'START_OBJECT';
      case '[':
        return 'START_ARRAY';
      case 't':
        return this.#word('true', 'VALUE_TRUE');
      case 'f':
        return this.#word('false', 'VALUE_FALSE');
      case 'n':
        return this.#word('null', 'VALUE_NULL');
      default:
    }
    if (!/[-\d]/.test(this.#text)) {
      throw unexpectedValue(this.#bytes, byte, this.#contexts.at(-1)?.kind === 'Array');
    }
    const number = takeNumber(this.#bytes, byte, this.#token ?? 'null');
    this.#text = number.text;
    return number.token;
  }

  #word(word: string, token: Token): Token {
    takeWord(this.#bytes, word);
    this.#text = word;
    return token;
  }

  #open(token: 'START_OBJECT' | 'START_ARRAY'): void {
    const depth = this.#contexts.length + 1;
    if (depth > DEEPEST) throw tooMuch(`Document nesting depth (${depth})`, DEEPEST, 'getMaxNestingDepth');
    const kind = token === 'START_OBJECT' ? 'Object' : 'Array';
    this.#contexts.push({ kind, start: this.#start, entries: 0 });
  }

  #close(kind: Context['kind'], token: Token): Token {
    this.#start = this.#bytes.lastLocation;
    const context = this.#contexts.at(-1);
    if (context?.kind !== kind) {
      const [found, wanted] = kind === 'Array' ? [']', '}'] : ['}', ']'];
      const place = locationText(context?.start ?? { line: 1, column: 0 });
      throw new JsonProblem(
        'core.JsonParseException',
        `Unexpected close marker '${found}': expected '${wanted}' (for ${context?.kind ?? 'root'} starting at ${place})`,
        this.#start,
      );
    }
    this.#contexts.pop();
    return token;
  }

  #between(): string {
    return ` within/between ${this.#contexts.at(-1)?.kind ?? 'root'} entries`;
  }
}
