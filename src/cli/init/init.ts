/** Writes a first configuration, with copies of the transformations of the type, and says how to go on. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configurationSchemaText } from '../../config/json-schema.ts';
import { DEFAULTS } from '../../config/system-transformations.ts';
import { systemPath } from '../../server/families.ts';
import { EXIT } from '../exit-codes.ts';
import { loadOptions } from '../load-options.ts';
import { quotedWord } from '../print/shell-word.ts';
import { answersFromOptions, type InitAnswers } from './answers.ts';
import {
  configurationText,
  SCHEMA_FILE,
  transformationFiles,
  type Variable,
  variablesOf,
} from './configuration-text.ts';
import { type NewFile, writeNewFiles } from './files.ts';
import type { InitOptions } from './options.ts';
import { defaultTransformations, questionsFor } from './questions.ts';

const CONFIGURATION_FILE = 'ipsproxy.jsonc';

/** What `--json` prints. */
export interface InitReport {
  readonly ok: true;
  /** As written, the configuration first. */
  readonly files: readonly string[];
  /** Properties that are empty. */
  readonly toFillIn: readonly string[];
  /** Variables to set where the proxy starts. */
  readonly environment: readonly Variable[];
  /** Where the system will be, on this machine. */
  readonly url: string;
}

/**
 * Asks on a terminal, unless `yes` or `json` is set.
 *
 * @returns the exit code
 * @throws UsageError
 */
export async function init(options: InitOptions): Promise<number> {
  const { definitions, common } = loadOptions;
  const isAsking =
    process.stdin.isTTY && process.stdout.isTTY && !options.yes && !options.json && !options.secretStdin;
  const answers = isAsking
    ? await (await import('./ask.ts')).askForAnswers(options, definitions)
    : await answersFromOptions(options, definitions);
  const files: readonly NewFile[] = [
    { path: CONFIGURATION_FILE, text: configurationText(answers) },
    ...(await copies(answers)),
    { path: SCHEMA_FILE, text: configurationSchemaText(definitions, common) },
  ];
  await writeNewFiles(options.out, files, options.force === true);
  const report = reportOf(answers, options.out, files);
  process.stdout.write(`${options.json ? JSON.stringify(report) : forPeople(answers, report)}\n`);
  return EXIT.ok;
}

async function copies(answers: InitAnswers): Promise<NewFile[]> {
  const folder = defaultTransformations(answers.definition, answers.properties);
  const paths = transformationFiles(answers);
  return Promise.all(
    (['read', 'write'] as const).map(async (direction) => ({
      path: paths[direction],
      text: await readFile(join(DEFAULTS, folder, `${direction}.json`), 'utf8'),
    })),
  );
}

function reportOf(answers: InitAnswers, out: string, files: readonly NewFile[]): InitReport {
  const { properties, definition, id } = answers;
  const toFillIn = questionsFor(definition).asked.filter(({ name }) => !properties[name]);
  return {
    ok: true,
    files: files.map(({ path }) => join(out, path)),
    toFillIn: toFillIn.map(({ name }) => name),
    environment: variablesOf(answers),
    url: `http://127.0.0.1:8080${systemPath(id)}`,
  };
}

/** Shells take it as it is. */
const PLAIN = /^[\w.@%+-]+$/;

function forPeople(
  { user, definition, properties }: InitAnswers,
  { files, toFillIn, environment, url }: InitReport,
): string {
  const [configuration = ''] = files;
  const decided = questionsFor(definition).asked.filter(({ choices }) => choices.length > 1);
  const variables = environment.map(({ name, description }) => `     export ${name}='…'   # ${description}`);
  const steps = [
    `Look through ${configuration}${toFillIn.length === 0 ? '.' : ` and fill in ${toFillIn.join(', ')}.`}`,
    `Set the secrets, where the proxy will start:\n${variables.join('\n')}`,
    `ipsproxy validate --config ${configuration} --online`,
    `ipsproxy serve --config ${configuration}`,
    `curl -s -u ${PLAIN.test(user) ? user : quotedWord(user)} '${url}/Users?count=1'`,
  ];
  return [
    'Written:',
    ...files.map((file) => `  ${file}`),
    ...decided.map(({ name }) => `The transformations are those for ${name} ${properties[name]}.`),
    '',
    'Next:',
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
  ].join('\n');
}
