/** Configuration files in folders of their own, and stand-ins for what a configuration refers to. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { loadOptions } from '../../src/cli/load-options.ts';
import { type LoadOptions, loadConfiguration } from '../../src/config/load.ts';
import { ConfigurationError, formatProblem } from '../../src/config/problem.ts';
import type { Connector } from '../../src/connectors/connector.ts';
import { type ConnectorDefinition, defineConnector } from '../../src/connectors/definition.ts';
import type { CompileOptions, Finding, Transformation } from '../../src/transformation/index.ts';
import { TransformationError } from '../../src/transformation/index.ts';

/** A folder with these files, removed after the test. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ipsproxy-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

export const connection: Connector = { entity: () => undefined, close: async () => {} };

/** `fake`: needs `URL`, has the credential `Password`. */
export const fakeDefinition: ConnectorDefinition = defineConnector({
  type: 'fake',
  title: 'A Fake',
  prefix: 'fake',
  properties: z.looseObject({
    URL: z.string('is missing: write the address of the backend'),
    Password: z.string('is missing').optional(),
    User: z.string().optional(),
    'fake.version': z.string().optional(),
    'fake.flag': z.string().optional(),
    'fake.big': z.string().optional(),
  }),
  defaultTransformations: () => 'identity-authentication/v2',
  notices: (properties) =>
    properties.URL.startsWith('http:') ? [{ property: 'URL', message: 'is not encrypted' }] : [],
  load: async () => () => connection,
});

export const emptyTransformation = (
  direction: 'read' | 'write',
  findings: readonly Finding[] = [],
): Transformation => Object.assign(Object.create(null), { direction, entities: {}, findings });

/** Takes every text but `broken`. */
export function fakeCompile(source: string, options: CompileOptions): Transformation {
  const finding = { file: options.file, line: 3, column: 7 };
  if (source.includes('broken')) {
    throw new TransformationError('The transformation cannot be used.', [
      {
        ...finding,
        rule: 'unknown-function',
        severity: 'error',
        message: 'unknown function "concta"',
        fix: 'write "concat"',
      },
    ]);
  }
  if (source.includes('doubtful')) {
    const warning = {
      ...finding,
      rule: 'unused',
      severity: 'warning',
      message: 'this is never used',
    } as const;
    return emptyTransformation(options.direction, [warning]);
  }
  return emptyTransformation(options.direction);
}

export const fakeOptions: LoadOptions = {
  definitions: new Map([['fake', fakeDefinition]]),
  compileTransformation: fakeCompile,
  environment: {},
};

/** As the commands load, with the environment variable `SECRET`. */
export const realOptions: LoadOptions = { ...loadOptions, environment: { SECRET: 's3cret' } };

const CLIENT_OF_UAA = {
  URL: 'https://uaa.example',
  OAuth2TokenServiceURL: 'https://uaa.example/oauth/token',
  User: 'u',
  Password: { env: 'SECRET' },
};

/** What a system needs at least, by its type. */
export const NEEDED: Readonly<Record<string, object>> = {
  'identity-authentication': {
    URL: 'https://tenant.example',
    User: 'u',
    Password: { env: 'SECRET' },
    'ias.api.version': 2,
  },
  'cloud-foundry': {
    User: 'u@example.com',
    Password: { env: 'SECRET' },
    'btp.cf.pm.origin': 'acme-platform',
    'btp.cf.pm.landscape': 'cf-eu10',
  },
  scim: { URL: 'https://scim.example/scim', User: 'u', Password: { env: 'SECRET' } },
  'cloud-foundry-uaa': { ...CLIENT_OF_UAA, 'uaa.origin': 'uaa' },
  xsuaa: { ...CLIENT_OF_UAA, 'xsuaa.origin': 'sap.custom' },
};

/**
 * Loads one system named "one" as the commands do, written so that each property has a line of its own.
 *
 * @param properties on top of what is needed; `undefined` takes one away
 * @returns what is found, without the name of the system, positions as `property name: severity: message`
 */
export async function findingsOf(
  type: string,
  properties: Readonly<Record<string, unknown>>,
  {
    transformations = {},
    files = {},
    definitions = realOptions.definitions,
  }: {
    transformations?: object;
    files?: Record<string, string>;
    definitions?: LoadOptions['definitions'];
  } = {},
) {
  const system = { id: 'one', type, properties: { ...NEEDED[type], ...properties }, transformations };
  const text = JSON.stringify({ systems: [system] }, null, 1);
  const { configuration, problems } = await load(
    { 'c.json': text, ...files },
    { ...realOptions, definitions },
    'c.json',
  );
  const lines = text.split('\n');
  const findings = problems.map((problem) => {
    const [, file = '', line = '', rest = ''] = /^(.*?):(\d+):\d+: (.*)$/.exec(problem) ?? [];
    const place = file === 'c.json' ? /"(.*?)"/.exec(lines[Number(line) - 1] ?? '')?.[1] : file;
    return `${place}: ${rest.replace('system "one": ', '')}`;
  });
  return { status: configuration?.systems[0]?.status, findings };
}

/** Loads a file; what is wrong comes as lines, without the folder. */
export async function load(
  files: Readonly<Record<string, string>>,
  options: Partial<LoadOptions> = {},
  main = Object.keys(files)[0] ?? '',
) {
  const folder = await folderWith(files);
  const line = (text: string) => text.replaceAll(`${folder}/`, '');
  try {
    const configuration = await loadConfiguration(join(folder, main), { ...fakeOptions, ...options });
    return { configuration, problems: configuration.problems.map((problem) => line(formatProblem(problem))) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { refused: error.problems.map((problem) => line(formatProblem(problem))), problems: [] };
  }
}
