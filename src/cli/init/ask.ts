/** Asks on the terminal for what the options do not say. */
import { cancel, confirm, intro, isCancel, password, select, text } from '@clack/prompts';
import type { PropertyFact } from '../../config/property-facts.ts';
import { formatSecretHash, hashSecret } from '../../config/secret-hash.ts';
import type { ConnectorDefinition } from '../../connectors/definition.ts';
import { UsageError } from '../command.ts';
import { problemWithSecret } from '../secret/secret-text.ts';
import {
  checkNames,
  checkProperties,
  DEFAULT_USER,
  definitionOf,
  type InitAnswers,
  problemWithId,
  problemWithUser,
} from './answers.ts';
import type { InitOptions } from './options.ts';
import { problemWith, questionsFor } from './questions.ts';

/** @throws UsageError after Ctrl+C, and where an option is wrong */
export async function askForAnswers(
  options: InitOptions,
  definitions: ReadonlyMap<string, ConnectorDefinition>,
): Promise<InitAnswers> {
  if (options.type !== undefined) definitionOf(options.type, definitions);
  checkNames(options.id ?? 'x', options.user ?? 'x');
  intro('A new configuration of ipsproxy. What you leave empty can be filled in later.');
  const type =
    options.type ??
    (await answer(
      select({
        message: 'Which backend?',
        options: [...definitions.values()].map(({ type, title }) => ({
          value: type,
          label: title,
          hint: type,
        })),
      }),
    ));
  const definition = definitionOf(type, definitions);
  checkProperties(options.property, definition);
  const id =
    options.id ??
    (await answer(
      text({
        message: 'Id of the system, a part of its URL',
        initialValue: type,
        validate: (value = '') => mustBe(problemWithId(value)),
      }),
    ));
  const properties: Record<string, string> = { ...options.property };
  for (const fact of questionsFor(definition).asked) {
    properties[fact.name] ??= await askForProperty(fact, definition);
  }
  const user =
    options.user ??
    (await answer(
      text({
        message: 'User name with which clients call the proxy',
        initialValue: DEFAULT_USER,
        validate: (value = '') => mustBe(problemWithUser(value)),
      }),
    ));
  const name = options.name ?? definition.title;
  return { definition, id, name, properties, user, secretHash: await askForSecret(user) };
}

function askForProperty(
  { name, description, choices }: PropertyFact,
  definition: ConnectorDefinition,
): Promise<string> {
  const message = `${name}: ${description.replaceAll('`', '')}`;
  if (choices.length > 1) {
    const options = choices.map((value) => ({ value, label: value }));
    return answer(select({ message, options, initialValue: choices.at(-1) ?? '' }));
  }
  return answer(
    text({
      message,
      validate: (value = '') => {
        const problem = value === '' ? undefined : problemWith(definition, name, value);
        return problem === undefined ? undefined : `It ${problem}`;
      },
    }),
  );
}

async function askForSecret(user: string): Promise<string | undefined> {
  const isNow = await answer(
    confirm({
      message: `Type the secret of ${user} now? Only its hash is stored. No: it will come from the environment.`,
    }),
  );
  if (!isNow) return undefined;
  const secret = await answer(
    password({ message: 'Secret', validate: (value = '') => problemWithSecret(value) }),
  );
  await answer(
    password({
      message: 'Again',
      validate: (value) => (value === secret ? undefined : 'The two are not the same.'),
    }),
  );
  return formatSecretHash(await hashSecret(secret));
}

function mustBe(problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `It must be ${problem}`;
}

async function answer<Value>(asked: Promise<Value>): Promise<Exclude<Value, symbol>> {
  const value = await asked;
  if (!isCancel(value)) return value as Exclude<Value, symbol>;
  cancel('Nothing was written.');
  throw new UsageError('Cancelled.');
}
