/** From a transformation's text to something that runs: parse, check, compile, lint. */
import { compileEntity } from './compile/entity.ts';
import { compileDatePattern, DEFAULT_DATE_FORMAT, formatDate } from './dates/index.ts';
import { createEntityTransformation } from './entity-transformation.ts';
import { TransformationError } from './errors.ts';
import { FindingCollector } from './findings.ts';
import { lint } from './lint/lint.ts';
import { isCredentialName, parameterFilter } from './parse/parameters.ts';
import { passwordConstants } from './parse/password-constant.ts';
import { readModel } from './parse/read-model.ts';
import { parseSource } from './parse/source.ts';
import { DATE_FORMAT_PROPERTY, dateFormatProblem } from './properties.ts';
import type { CompileOptions, EntityTransformation, Finding, Properties, Transformation } from './types.ts';

/**
 * Compiles the transformation of one direction.
 *
 * @param source JSON; comments and trailing commas are accepted
 * @returns one member for each entity type, and what the lint found
 * @throws TransformationError when it cannot be used, with every problem that was found
 */
export function compileTransformation(source: string, options: CompileOptions): Transformation {
  const { direction, file, shownFile = file, secrets = {} } = options;
  const properties = { ...options.properties, ...secrets };
  const credentials = new Set([...(options.credentials ?? []), ...Object.keys(secrets)]);
  const knownProperties = new Set(options.knownProperties);
  const findings = new FindingCollector(source, file);
  const root = parseSource(source, findings, (document) => {
    const mayBeSecret = passwordConstants(document, direction);
    return parameterFilter(source, { properties, knownProperties, credentials, mayBeSecret }, findings);
  });
  const clock = options.now ?? Date.now;
  const dateFormat = checkedDateFormat(properties, findings);
  const compiled =
    root === undefined
      ? []
      : readModel(root, direction, findings).map((model) =>
          compileEntity(model, {
            direction,
            properties: withoutCredentials(properties, credentials),
            findings,
            dateFormat,
            file: shownFile,
          }),
        );
  const backendNames = options.backendNames === 'own' ? 'own' : new Set(options.backendNames);
  for (const entity of compiled) lint(entity, { direction, findings, backendNames });
  const found = findings.sorted();
  if (findings.hasErrors) throw new TransformationError(summary(found), found);
  const runnerOptions = {
    file,
    clock,
    formatNow: (now: number) => formatDate(now, dateFormat),
    credentials: credentialValues(properties, credentials),
  };
  return assemble(
    compiled.map((entity) => createEntityTransformation(entity, runnerOptions)),
    direction,
    found,
  );
}

/** Entity types are reachable as members of the result and of `entities`; names such as `__proto__` are data. */
function assemble(
  entities: readonly EntityTransformation[],
  direction: CompileOptions['direction'],
  findings: readonly Finding[],
): Transformation {
  const byName = Object.fromEntries(entities.map((entity) => [entity.entityType, entity]));
  return Object.freeze({
    ...byName,
    direction,
    findings,
    entities: Object.freeze(Object.assign(Object.create(null), byName)),
  }) as unknown as Transformation;
}

function checkedDateFormat(properties: Properties, findings: FindingCollector): string {
  const format = properties[DATE_FORMAT_PROPERTY];
  if (format === undefined) return DEFAULT_DATE_FORMAT;
  const reason = dateFormatProblem(format);
  if (reason !== undefined) {
    const message = `the property ${DATE_FORMAT_PROPERTY} is no date pattern: ${reason}`;
    const fix = `write it like ${DEFAULT_DATE_FORMAT}`;
    findings.report({ rule: 'invalid-date-format', severity: 'error', message, fix }, 0);
    return DEFAULT_DATE_FORMAT;
  }
  for (const { message, fix } of compileDatePattern(format).suspicions) {
    findings.report(
      {
        rule: 'date-letter',
        severity: 'warning',
        message: `the property ${DATE_FORMAT_PROPERTY} is ${format}: ${message}`,
        fix,
      },
      0,
    );
  }
  return format;
}

function isCredential(name: string, credentials: ReadonlySet<string>): boolean {
  return credentials.has(name) || isCredentialName(name);
}

function withoutCredentials(properties: Properties, credentials: ReadonlySet<string>): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !isCredential(name, credentials)));
}

function credentialValues(properties: Properties, credentials: ReadonlySet<string>): readonly string[] {
  return Object.entries(properties)
    .filter(([name, value]) => isCredential(name, credentials) && value !== '')
    .map(([, value]) => value);
}

function summary(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return 'the transformation cannot be used';
  const place = `${first.file === undefined ? 'line ' : `${first.file}:`}${first.line}:${first.column}`;
  const fix = first.fix === undefined ? '' : ` (${first.fix})`;
  const more = errors.length === 1 ? '' : `; and ${errors.length - 1} more`;
  return `${place}: ${first.message}${fix}${more}`;
}
