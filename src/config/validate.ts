/** From parsed data to a typed configuration, or to problems that say what to write instead. */
import { z } from 'zod';
import { closest, visible } from '../transformation/index.ts';
import { distinctIssues } from './issues.ts';
import { ConfigurationError, type Problem } from './problem.ts';
import { type PropertyEntry, propertiesSchema } from './property-schema.ts';
import { type Configuration, configurationSchema } from './schema.ts';
import type { Path, Source } from './source/source.ts';

/** @throws ConfigurationError with every deviation from the schema */
export function validateSource(source: Source): Configuration {
  return validated(source, configurationSchema);
}

/** The same for a file with nothing but properties. */
export function validateProperties(source: Source): Readonly<Record<string, PropertyEntry>> {
  return validated(source, propertiesSchema);
}

function validated<Schema extends z.ZodType>(source: Source, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(source.value);
  if (result.success) return result.data;
  const problems = distinctIssues(result.error.issues).flatMap((issue) => explain(issue, source, schema));
  throw new ConfigurationError(problems.sort((a, b) => a.line - b.line || a.column - b.column));
}

function explain(issue: z.core.$ZodIssue, source: Source, schema: z.ZodType): Problem[] {
  const problem = (path: Path, at: 'key' | 'value', message: string): Problem => ({
    severity: 'error',
    message: visible(message),
    file: source.file,
    ...(at === 'key' ? source.keyAt(path) : source.valueAt(path)),
  });
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => {
      const guess = closest(key, known);
      const advice =
        guess === undefined ? `the keys here are ${quoteAll(known)}` : `did you mean "${guess}"?`;
      return problem([...issue.path, key], 'key', `unknown key "${key}"${where(issue.path)}; ${advice}`);
    });
  }
  const isFileOfItsOwn = issue.path.length === 0 && schema !== configurationSchema;
  const name = isFileOfItsOwn ? 'the file' : describePath(issue.path);
  const value = valueAtPath(source.value, issue.path);
  if (value === undefined) {
    return [problem(issue.path, 'value', `${name} is missing; it must be ${expectation(issue)}`)];
  }
  const message = `${name} must be ${expectation(issue)}`;
  const meant = (guess: string | undefined) => (guess === undefined ? '' : `; did you mean "${guess}"?`);
  if (issue.code === 'invalid_union' && typeof value === 'object' && value !== null) {
    const known = knownKeys(schema, issue.path);
    const wrong = Object.keys(value).find((key) => !known.includes(key));
    if (wrong === undefined) return [problem(issue.path, 'value', message)];
    return [problem([...issue.path, wrong], 'key', `${message}${meant(closest(wrong, known))}`)];
  }
  const isOneOf = issue.code === 'invalid_value' && typeof value === 'string' && issue.values.length > 1;
  const guess = isOneOf ? closest(value, issue.values.map(String)) : undefined;
  return [problem(issue.path, 'value', `${message}${meant(guess)}`)];
}

function expectation(issue: z.core.$ZodIssue): string {
  // Objects have no text of their own: whatever key is wrong in them has.
  if (issue.code === 'invalid_type' && issue.expected === 'object') return 'an object with keys and values';
  return issue.message;
}

/** The keys that the object at `path` may have. */
function knownKeys(root: z.ZodType, path: Path): string[] {
  let schema: unknown = root;
  for (const step of path) {
    const inner = unwrap(schema);
    if (inner instanceof z.ZodObject) schema = inner.shape[String(step)];
    else if (inner instanceof z.ZodArray) schema = inner.element;
    else if (inner instanceof z.ZodRecord) schema = inner.valueType;
    else return [];
  }
  return keysOf(schema);
}

function keysOf(schema: unknown): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap(keysOf);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function unwrap(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional) {
    inner = inner.unwrap();
  }
  return inner;
}

function valueAtPath(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (around, step) =>
      typeof around === 'object' && around !== null && Object.hasOwn(around, step)
        ? (around as Record<PropertyKey, unknown>)[step]
        : undefined,
    value,
  );
}

/** `systems[2].properties.URL` */
function describePath(path: Path): string {
  if (path.length === 0) return 'the configuration';
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`,
    )
    .join('');
}

function where(path: Path): string {
  return path.length === 0 ? '' : ` in ${describePath(path)}`;
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
