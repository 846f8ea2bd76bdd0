/** What the UAA's JSON library (Jackson 2.18) finds wrong with a body, in its own words: clients get to read them. */

/** Both count from 1; columns count bytes. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

export type ProblemKind =
  // Of the text.
  | 'core.JsonParseException'
  | 'core.io.JsonEOFException'
  | 'core.exc.InputCoercionException'
  | 'core.exc.StreamConstraintsException'
  // Of the values.
  | 'databind.JsonMappingException'
  | 'databind.exc.InvalidDefinitionException'
  | 'databind.exc.InvalidFormatException'
  | 'databind.exc.MismatchedInputException'
  | 'databind.exc.UnrecognizedPropertyException';

interface Details {
  /** Stands between message and location. */
  readonly suffix?: string;
  /** What cannot be made from the value at all, of an `InvalidDefinitionException`. */
  readonly definition?: string;
}

export class JsonProblem extends Error {
  readonly kind: ProblemKind;
  /** `null`: something went wrong without a word. */
  readonly words: string | null;
  readonly location: Location | undefined;
  readonly details: Details;
  /** From the outermost value to the one it is about, e.g. `java.lang.Object[][0]`. */
  readonly path: readonly string[];

  constructor(
    kind: ProblemKind,
    words: string | null,
    location: Location | undefined,
    details: Details = {},
    path: readonly string[] = [],
  ) {
    super(words ?? kind);
    this.name = 'JsonProblem';
    this.kind = kind;
    this.words = words;
    this.location = location;
    this.details = details;
    this.path = path;
  }

  /** The same problem as whoever reads the value around tells it. */
  within(step: string): JsonProblem {
    const kind = this.kind.startsWith('core.') ? 'databind.JsonMappingException' : this.kind;
    return new JsonProblem(kind, this.words, this.location, this.details, [step, ...this.path]);
  }

  /** As it stands in the UAA's answer. */
  describe(): string {
    const { definition, suffix = '' } = this.details;
    const head =
      definition === undefined ? `JSON parse error: ${this.words}` : `Type definition error: ${definition}`;
    const place = this.location === undefined ? '' : `\n at ${locationText(this.location)}`;
    const path = this.path.length === 0 ? '' : ` (through reference chain: ${this.path.join('->')})`;
    return `${head}; nested exception is com.fasterxml.jackson.${this.kind}: ${this.words ?? 'N/A'}${suffix}${place}${path}`;
  }
}

export function locationText({ line, column }: Location): string {
  const place = column > 0 ? `line: ${line}, column: ${column}` : `line: ${line}`;
  return `[Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); ${place}]`;
}
