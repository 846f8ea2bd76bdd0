/** The properties that mean something to the language itself, and those that a transformation asks for. */
import { createScanner } from 'jsonc-parser';
import { z } from 'zod';
import { DEFAULT_DATE_FORMAT, formatDate } from './dates/index.ts';
import { APPLICATION_ID } from './jsonpath/conditions/calls.ts';
import { referencesIn } from './parse/parameters.ts';

export const DATE_FORMAT_PROPERTY = 'ips.date.variable.format';

export const languageProperties = z.looseObject({
  [DATE_FORMAT_PROPERTY]: z
    .string()
    .superRefine((format, context) => {
      const reason = dateFormatProblem(format);
      if (reason !== undefined)
        context.addIssue(`is no date pattern such as ${DEFAULT_DATE_FORMAT}: ${reason}`);
    })
    .optional()
    .meta({
      description: 'How the variable `currentDate` is written.',
      value: 'date pattern',
      default: DEFAULT_DATE_FORMAT,
    }),
  [APPLICATION_ID]: z.string().optional().meta({
    description: 'The application whose groups the condition `isApplicationSpecificGroup()` means.',
    value: 'id',
  }),
});

/** Why dates cannot be written like this, or `undefined`. */
export function dateFormatProblem(format: string): string | undefined {
  try {
    formatDate(0, format);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The second argument of `isAttributeWithOptionalPrefix` and its sibling. */
const PREFIX_ARGUMENT =
  /isAttributeWith(?:Optional|Mandatory)Prefix\s{0,9}\(.{0,999}?,\s{0,9}['"]?([^\s'"(),]+)['"]?\s{0,9}\)/g;

/**
 * Names of the properties that a transformation asks for, also where it has mistakes: `%name%` in any text, and the
 * arguments of condition functions. What stands in comments is not asked for.
 */
export function propertiesReadBy(source: string): ReadonlySet<string> {
  const names = new Set<string>();
  const scanner = createScanner(source, true);
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    if (source[scanner.getTokenOffset()] !== '"') continue;
    const text = scanner.getTokenValue();
    for (const name of referencesIn(text)) names.add(name);
    for (const [, name = ''] of text.matchAll(PREFIX_ARGUMENT)) names.add(name);
  }
  return names;
}
