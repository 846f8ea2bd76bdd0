/** Flags of `java.util.regex.Pattern`, as written inside `(?…)`. */
export interface Flags {
  /** `i`: letters match in either case; ASCII only unless `u`. */
  readonly ignoreCase: boolean;
  /** `u`: `i` follows Unicode. */
  readonly unicodeCase: boolean;
  /** `U`: predefined and POSIX classes follow Unicode; implies `u`. */
  readonly unicodeClasses: boolean;
  /** `m`: `^` and `$` match at line terminators. */
  readonly multiline: boolean;
  /** `s`: `.` matches line terminators. */
  readonly dotAll: boolean;
  /** `d`: only `\n` is a line terminator. */
  readonly unixLines: boolean;
  /** `x`: white space and `#` comments are ignored. */
  readonly comments: boolean;
}

export const NO_FLAGS: Flags = {
  ignoreCase: false,
  unicodeCase: false,
  unicodeClasses: false,
  multiline: false,
  dotAll: false,
  unixLines: false,
  comments: false,
};

const LETTERS: Readonly<Record<string, Partial<Flags>>> = {
  i: { ignoreCase: true },
  m: { multiline: true },
  s: { dotAll: true },
  d: { unixLines: true },
  u: { unicodeCase: true },
  x: { comments: true },
  U: { unicodeClasses: true, unicodeCase: true },
};

/** The flags after one letter was switched on or off; `undefined` for an unknown letter. */
export function withFlag(flags: Flags, letter: string, on: boolean): Flags | undefined {
  const change = Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
  if (change === undefined) return undefined;
  const changed = { ...flags };
  for (const name of Object.keys(change) as (keyof Flags)[]) changed[name] = on;
  return changed;
}
