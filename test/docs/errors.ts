/** Codes of errors, and what their messages say, as the sources have them. */
import { argumentsAt, sourceFiles } from './source-calls.ts';

const files = sourceFiles();

/** Rooms whose own words reach clients; a backend's words come through the others. */
const OWN_WORDS = /^(?:server|proxy|scim)\//;
const REFUSAL = /\b(?:new (?:ScimError|RequestEnded|DeletionGuardRefusal)|invalidSyntax|patchProblem)\(/g;

/** `SCIM_INVALID_FILTER`, `SERVER_LISTEN`, … */
export function codesInSources(): string[] {
  const codes = files.flatMap(({ text }) => [
    ...matches(text, /\bsuper\(\s*'([A-Z]+(?:_[A-Z]+)+)'/g),
    ...matches(text, /'(UPSTREAM(?:_[A-Z]+)+)'/g),
    ...matches(text, /\bcode: '([A-Z]+(?:_[A-Z]+)+)'/g),
    ...matches(text, /\b(?:ScimError|RequestEnded|UaaRefusal|super)\(\s*(\d{3})\b/g).map(
      (status) => `SCIM_${status}`,
    ),
  ]);
  return [...new Set([...codes, ...scimTypes().map(codeOf)])].sort();
}

export function codeOf(scimType: string): string {
  return `SCIM_${scimType.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/** The members of the type `ScimType`. */
function scimTypes(): string[] {
  const { text = '' } = files.find(({ file }) => file === 'scim/errors.ts') ?? {};
  const [, members = ''] = /export type ScimType =([^;]*);/.exec(text) ?? [];
  return matches(members, /'(\w+)'/g);
}

export interface Detail {
  /** `server/scim/body.ts` */
  readonly file: string;
  /** `…` stands for what is put in. */
  readonly text: string;
}

/** Whole sentences that stand where an error is made. */
export function detailsInSources(): Detail[] {
  return files
    .filter(({ file }) => OWN_WORDS.test(file))
    .flatMap(({ file, text }) =>
      [...text.matchAll(REFUSAL)].flatMap(({ index, 0: { length } }) => {
        const written = argumentsAt(text, index + length).find(
          (argument) => /^['`]/.test(argument) && / /.test(argument),
        );
        return written === undefined ? [] : [{ file, text: wordsOf(written) }];
      }),
    );
}

/** Of one text, or of several that are joined by `+`. */
function wordsOf(written: string): string {
  return [...written.matchAll(/'([^']*)'|`([^`]*)`/g)]
    .map(([, plain, template]) => plain ?? template ?? '')
    .join('')
    .replace(/\$\{[^}]*\}/g, '…');
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}
