/** A system in the JSON form of SAP Identity Provisioning, with both transformations and without credentials. */
import { defaultsOf, readFiles } from '../../config/system-transformations.ts';
import { ExchangeError } from '../errors.ts';
import { parseJsonFile, printNode } from '../json-file.ts';
import { connectorTypeString, type SapSystem, TRANSFORMATION_KEYS } from '../sap-system.ts';
import type { ConfiguredEntry } from './configured-system.ts';
import { exportedProperties, type LeftOut, type PropertyContext } from './exported-properties.ts';

export interface ExportedSystem {
  /** JSON that can be imported again. */
  readonly text: string;
  /** Properties of which only the name is in it. */
  readonly leftOut: readonly LeftOut[];
}

/** @throws ExchangeError where a transformation cannot be read, or nobody knows which one the system has */
export async function systemJson(system: ConfiguredEntry, context: PropertyContext): Promise<ExportedSystem> {
  const { entry, definition } = system;
  const { values, leftOut } = await exportedProperties(system, context);
  const head: SapSystem = {
    id: entry.id,
    connectorTypeString: connectorTypeString(definition.title),
    accessMode: 'PROXY',
    destinationName: '',
    name: entry.name ?? entry.id,
    state: entry.disabled ? 'DISABLED' : 'ENABLED',
    properties: values,
    encryptedProperties: Object.fromEntries(leftOut.map(({ property }) => [property, null])),
  };
  const transformations = await transformationsOf(system, values, leftOut);
  const members = [...membersOf(head), ...transformations];
  return { text: `{\n${members.map((member) => `  ${member}`).join(',\n')}\n}\n`, leftOut };
}

function membersOf(head: SapSystem): string[] {
  return Object.entries(head).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')}`,
  );
}

async function transformationsOf(
  system: ConfiguredEntry,
  values: Readonly<Record<string, string>>,
  leftOut: readonly LeftOut[],
): Promise<string[]> {
  const { entry, folder, file } = system;
  const { read, write } = entry.transformations;
  const isComplete = read !== undefined && write !== undefined;
  const defaults = isComplete ? undefined : defaultTransformations(system, values, leftOut);
  const { texts, problems } = await readFiles(entry.transformations, folder, defaults);
  const [problem] = problems;
  if (problem !== undefined) {
    throw new ExchangeError(`${file}: system "${entry.id}": ${problem.message}${problem.hint ?? ''}`);
  }
  return texts.map(({ file: { direction, label }, text }) => {
    const parsed = parseJsonFile(label, text);
    return `"${TRANSFORMATION_KEYS[direction]}": ${printNode(parsed, parsed.root, '  ')}`;
  });
}

/** What text and URLs may look like. */
const PLACEHOLDERS = ['left-out', 'https://left-out.invalid'];

/**
 * Which ones a type has depends on its properties. What the type cannot do without only has to look as if it were there; any
 * other that has no value may be the one that says it.
 */
function defaultTransformations(
  { entry, definition, file }: ConfiguredEntry,
  values: Readonly<Record<string, string>>,
  leftOut: readonly LeftOut[],
): string {
  const issuesOf = (given: Readonly<Record<string, string>>) =>
    definition.properties.safeParse(given).error?.issues ?? [];
  const failing = (given: Readonly<Record<string, string>>) =>
    new Set(issuesOf(given).map(({ path }) => String(path[0])));
  const needed = [...failing(values)].filter((property) => !Object.hasOwn(values, property));
  const placeholders = needed.map((property) => {
    const fits = PLACEHOLDERS.find((text) => !failing({ ...values, [property]: text }).has(property));
    return [property, fits ?? ''] as const;
  });
  const known = { ...values, ...Object.fromEntries(placeholders) };
  const parsed = definition.properties.safeParse(known);
  const unclear = leftOut.filter(({ property, kind }) => kind === 'unset' && !needed.includes(property));
  if (parsed.success && unclear.length === 0) return defaultsOf(definition, parsed.data);
  const reasons = [
    ...unclear.map(({ property, reason }) => `property "${property}" has no value: ${reason}`),
    ...issuesOf(known).map(({ path, message }) => `property "${path.join('.')}" ${message}`),
  ];
  throw new ExchangeError(
    `${file}: system "${entry.id}": its default transformations are not known, because ${reasons.join('; ')}`,
  );
}
