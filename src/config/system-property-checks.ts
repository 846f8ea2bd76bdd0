/** Checks the properties of one system against the schemas of those who read them. */
import type { z } from 'zod';
import type { ConnectorDefinition, Notice, SystemProperties } from '../connectors/definition.ts';
import { closest, languageProperties } from '../transformation/index.ts';
import { distinctIssues } from './issues.ts';
import type { CommonProperties } from './known-properties.ts';
import type { UnreadName } from './property-names.ts';
import type { PropertyFinding } from './system-properties.ts';

export interface CheckedProperties {
  /** What the connector's schema makes of them; absent where something is wrong with them. */
  readonly parsed?: unknown;
  readonly findings: readonly PropertyFinding[];
  readonly notices: readonly Notice[];
}

/**
 * @param all properties as text
 * @param unresolved names of those that have no value, which was reported already
 */
export function checkProperties(
  all: SystemProperties,
  unresolved: ReadonlySet<string | undefined>,
  definition: ConnectorDefinition,
  common: CommonProperties | undefined,
): CheckedProperties {
  const schemas = [common?.schema(definition.prefix), languageProperties];
  const result = definition.properties.safeParse(all);
  const issues = distinctIssues([
    ...(result.error?.issues ?? []),
    ...schemas.flatMap((schema) => schema?.safeParse(all).error?.issues ?? []),
  ]);
  const findings = issues.flatMap((issue): PropertyFinding[] => {
    const property = issue.path[0]?.toString();
    // What could not be resolved only looks missing.
    if (unresolved.has(property)) return [];
    return [{ severity: 'error', property, message: `${issue.message}${valueHint(issue, all)}` }];
  });
  if (!result.success) return { findings, notices: [] };
  return { parsed: result.data, findings, notices: definition.notices?.(result.data) ?? [] };
}

/** The value that was probably meant where only some are allowed. */
function valueHint(issue: z.core.$ZodIssue, all: SystemProperties): string {
  if (issue.code !== 'invalid_value' || issue.values.length < 2) return '';
  const guess = closest(all[String(issue.path[0])] ?? '', issue.values.map(String));
  // One character is near to any other.
  return guess === undefined || guess.length === 1 ? '' : ` (did you mean "${guess}"?)`;
}

/**
 * Joins what is said of a property that is missing with the name that was probably meant to be it, so that both are one
 * finding, where that name stands. That nobody reads a property is not said of one that has to be corrected anyway.
 */
export function joinMisspelt(
  findings: readonly PropertyFinding[],
  unread: readonly UnreadName[],
  given: Readonly<Record<string, unknown>>,
): PropertyFinding[] {
  const joined = new Set<UnreadName>();
  const told = findings.map((finding): PropertyFinding => {
    const { property } = finding;
    if (property === undefined || property in given) return finding;
    const candidate = unread.find(({ meant }) => meant === property);
    if (candidate === undefined) return finding;
    joined.add(candidate);
    const message = `${finding.message} (is "${candidate.property}" meant to be it? Names are case-sensitive)`;
    return { ...finding, at: candidate.property, message };
  });
  const named = new Set(findings.map(({ property }) => property));
  const others = unread.filter((name) => !joined.has(name));
  const rest = others.filter(({ property, meant }) => meant !== undefined || !named.has(property));
  return [...told, ...rest.map((finding) => ({ ...finding, isUnread: true }))];
}
