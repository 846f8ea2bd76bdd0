/** What a new configuration is made of, and how it is had from options alone. */
import { connectorOf } from '../../config/connector-of.ts';
import { configurationSchema } from '../../config/schema.ts';
import { formatSecretHash, hashSecret } from '../../config/secret-hash.ts';
import { unknownType } from '../../config/system-type.ts';
import type { ConnectorDefinition } from '../../connectors/definition.ts';
import { UsageError } from '../command.ts';
import { checkSecret, readSecret } from '../secret/secret-text.ts';
import type { InitOptions } from './options.ts';
import { problemWith, questionsFor } from './questions.ts';

type Definitions = ReadonlyMap<string, ConnectorDefinition>;

export interface InitAnswers {
  readonly definition: ConnectorDefinition;
  readonly id: string;
  readonly name: string;
  /** Without credentials; those that are empty are to be filled in. */
  readonly properties: Readonly<Record<string, string>>;
  readonly user: string;
  /** The hash of the technical user's secret; `undefined`: it comes from the environment. */
  readonly secretHash: string | undefined;
}

export const DEFAULT_USER = 'identity-management';

/** @throws UsageError where an option is missing or wrong */
export async function answersFromOptions(
  options: InitOptions,
  definitions: Definitions,
): Promise<InitAnswers> {
  const definition = definitionOf(options.type, definitions);
  const { asked } = questionsFor(definition);
  // Of versions, the last one is the newest.
  const properties = Object.fromEntries(asked.map(({ name, choices }) => [name, choices.at(-1) ?? '']));
  checkProperties(options.property, definition);
  const id = options.id ?? definition.type;
  const user = options.user ?? DEFAULT_USER;
  checkNames(id, user);
  return {
    definition,
    id,
    name: options.name ?? definition.title,
    properties: { ...properties, ...options.property },
    user,
    secretHash:
      options.secretStdin === true
        ? formatSecretHash(await hashSecret(checkSecret(await readSecret())))
        : undefined,
  };
}

export function definitionOf(type: string | undefined, definitions: Definitions): ConnectorDefinition {
  if (type === undefined) {
    throw new UsageError(
      `Which type of system? Add --type with one of ${[...definitions.keys()].join(', ')}.`,
    );
  }
  const definition = connectorOf(type, definitions);
  if (definition === undefined) throw new UsageError(`--type: ${unknownType(type, definitions)}`);
  return definition;
}

/** @throws UsageError for a value that the type does not take */
export function checkProperties(
  properties: Readonly<Record<string, string>>,
  definition: ConnectorDefinition,
): void {
  for (const [name, value] of Object.entries(properties)) {
    const problem = problemWith(definition, name, value);
    if (problem !== undefined) throw new UsageError(`--property ${name}: ${name} ${problem}`);
  }
}

/** @throws UsageError */
export function checkNames(id: string, user: string): void {
  const idProblem = problemWithId(id);
  if (idProblem !== undefined) throw new UsageError(`--id must be ${idProblem}`);
  const userProblem = problemWithUser(user);
  if (userProblem !== undefined) throw new UsageError(`--user must be ${userProblem}`);
}

const { systems, technicalUsers } = configurationSchema.shape;

/** What the id of a system has to be, where this one is not. */
export function problemWithId(id: string): string | undefined {
  return systems.unwrap().element.shape.id.safeParse(id).error?.issues[0]?.message;
}

export function problemWithUser(user: string): string | undefined {
  return technicalUsers.unwrap().element.shape.id.safeParse(user).error?.issues[0]?.message;
}
