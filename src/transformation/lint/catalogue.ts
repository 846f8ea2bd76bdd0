// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax
/** Every rule by which a finding can be reported; the documentation has them as a table. */
import type { Severity } from '../types.ts';
import { RULES } from './rules/index.ts';

export interface RuleEntry {
  readonly name: string;
  readonly severity: Severity;
  readonly description: string;
}

/** What reading the text reports. */
const PARSING: readonly RuleEntry[] = [
  {
    name: 'syntax',
    severity: 'error',
    description: 'The text is no JSON, comments and trailing commas aside, or is nested more than 100 deep.',
  },
  {
    name: 'duplicate-key',
    severity: 'warning',
    description: 'A key stands twice in one object; the last one counts.',
  },
  {
    name: 'half-character',
    severity: 'error',
    description: 'A text has only half of a character that takes two `\\u` escape sequences.',
  },
  { name: 'invalid-value', severity: 'error', description: 'A key has a value of the wrong kind.' },
  {
    name: 'reserved-entity-type',
    severity: 'error',
    description: 'An entity type is named `direction`, `entities`, `findings`, or nothing at all.',
  },
  { name: 'no-entity-type', severity: 'warning', description: 'The transformation is an empty object.' },
  { name: 'no-mappings', severity: 'warning', description: 'An entity type has no `mappings`.' },
  {
    name: 'missing-endpoint',
    severity: 'warning',
    description:
      'An entity type other than `user` and `group` has no `scimEntityEndpoint`; it is served under its own name.',
  },
  {
    name: 'duplicate-endpoint',
    severity: 'error',
    description: 'Two entity types have the same `scimEntityEndpoint`.',
  },
  {
    name: 'unreachable-option',
    severity: 'warning',
    description: '`skipOperations` in a read transformation, where it has no effect.',
  },
  {
    name: 'percent-sign',
    severity: 'warning',
    description:
      'Percent signs that will be, or nearly were, taken for a reference to a property, e.g. in a regular expression.',
  },
  {
    name: 'unset-property',
    severity: 'info',
    description:
      "A `%property%` that is not set and becomes the text `null`, although no condition compares it with `'null'`; an error where it is a password.",
  },
  {
    name: 'doubled-backslash',
    severity: 'warning',
    description: 'The value of a property has doubled backslashes, as if it were JSON.',
  },
  {
    name: 'credential-parameter',
    severity: 'error',
    description:
      'A `%property%` that is a credential, elsewhere than as the constant for a password, or one that the proxy itself logs on with.',
  },
  {
    name: 'date-letter',
    severity: 'warning',
    description:
      'A date pattern with a letter that most likely stands for another one: `Y` (the year of the week) without a week, `D` (the day of the year) beside a month, `m` (the minute) in a date without an hour, `M` (the month) behind an hour and a colon, `h` without AM or PM.',
  },
  {
    name: 'invalid-date-format',
    severity: 'error',
    description: 'The property `ips.date.variable.format` is no date pattern.',
  },
];

/** What compiling paths, conditions and functions reports. */
const COMPILING: readonly RuleEntry[] = [
  {
    name: 'invalid-path',
    severity: 'error',
    description: 'A path that cannot be used, or not for this purpose.',
  },
  { name: 'invalid-condition', severity: 'error', description: 'A condition that cannot be used.' },
  {
    name: 'sql-operator',
    severity: 'error',
    description: 'A condition with operators of SQL, such as `<>`, `AND` or `LIKE`.',
  },
  {
    name: 'variable-in-path',
    severity: 'error',
    description: 'A `${variable}` in a path, where it is not replaced.',
  },
  {
    name: 'type-function-confusion',
    severity: 'error',
    description: 'The name of a function as `type` of a mapping, the reverse, or a function named twice.',
  },
  { name: 'unknown-function', severity: 'error', description: 'A function that does not exist.' },
  {
    name: 'unknown-parameter',
    severity: 'warning',
    description: 'A parameter that the function does not have.',
  },
  {
    name: 'missing-parameter',
    severity: 'error',
    description: 'A function without a parameter that it needs.',
  },
  {
    name: 'invalid-parameter',
    severity: 'error',
    description: 'A parameter with a value that makes no sense.',
  },
  { name: 'invalid-regex', severity: 'error', description: 'A regular expression that cannot be used.' },
];

export const CATALOGUE: readonly RuleEntry[] = [...PARSING, ...COMPILING, ...RULES];
