import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { misplaced } from '../../src/config/transformation-fit.ts';
import { material } from '../support/material.ts';
import { findingsOf } from './helpers.ts';

const DEFAULTS = fileURLToPath(new URL('../../transformations/', import.meta.url));
const V1 = 'identity-authentication/v1';
const V2 = 'identity-authentication/v2';
const CF = 'cloud-foundry';
const SYSTEMS = [
  { folder: V1, type: 'identity-authentication', properties: { 'ias.api.version': 1 } },
  { folder: V2, type: 'identity-authentication', properties: {} },
  { folder: CF, type: 'cloud-foundry', properties: {} },
] as const;
const UAA = ['cloud-foundry-uaa', 'xsuaa'];
type Given = (typeof SYSTEMS)[number];

const textOf = (folder: string, direction: string) =>
  readFile(join(DEFAULTS, folder, `${direction}.json`), 'utf8');

/** What is said of the file given as one of the transformations, without lint findings of the file itself. */
async function saidOf({ type, properties }: Given, direction: 'read' | 'write', text: string) {
  const setup = { transformations: { [direction]: 'own.json' }, files: { 'own.json': text } };
  const { findings } = await findingsOf(type, properties, setup);
  return findings.filter((finding) => finding.startsWith(`${direction}: `));
}

const cases = SYSTEMS.flatMap((system) =>
  SYSTEMS.flatMap(({ folder }) =>
    (['read', 'write'] as const).map((direction) => ({ system, folder, direction, given: system.folder })),
  ),
);

it('has nothing to say of a text that is nested too deep for a parser', async () => {
  const deep = `{"user": {"mappings": ${'['.repeat(100_000)}`;
  const { findings } = await findingsOf(
    'identity-authentication',
    {},
    {
      transformations: { read: 'own.json' },
      files: { 'own.json': deep },
    },
  );
  expect(findings).toEqual([expect.stringContaining('nested more than 100 deep')]);
});

describe('a copy of default transformations', () => {
  it.each(cases)('$folder for $direction, given to $given', async ({ system, folder, direction }) => {
    const said = await saidOf(system, direction, await textOf(folder, direction));
    expect(said).toEqual(
      folder === system.folder
        ? []
        : [
            `${direction}: warning: the ${direction} transformation "own.json" looks like one for ${folder}, and this system is ${system.folder}: begin with a copy of transformations/${system.folder}/${direction}.json`,
          ],
    );
  });

  it.each(cases)(
    '$folder, given to $given, for the direction other than $direction',
    async ({ system, folder, direction }) => {
      const other = direction === 'read' ? 'write' : 'read';
      expect(await saidOf(system, direction, await textOf(folder, other))).toEqual([
        `${direction}: warning: "own.json" is given as the ${direction} transformation and looks like one for the ${other} direction: see that the two are not exchanged`,
      ]);
    },
  );

  it('with names of clients that nobody else has is known by those of the backend', async () => {
    const text = (await textOf(V1, 'write')).replaceAll('"sourcePath": "$.', '"sourcePath": "$.ours.');
    expect(text).toContain('"$.ours.userName"');
    expect(await saidOf(SYSTEMS[1], 'write', text)).toEqual([
      expect.stringContaining(`looks like one for ${V1}`),
    ]);
  });

  it.each(cases.filter(({ system, folder }) => folder === system.folder))(
    '$folder for $direction with a part of its mappings, and others, is fine',
    async ({ system, folder, direction }) => {
      const text = (await textOf(folder, direction)).replaceAll(/^\s*\/\/.*$/gm, '');
      const { user } = JSON.parse(text);
      const own = { sourcePath: '$.timeZone', targetPath: '$.zoneId', optional: true };
      const some = user.mappings.filter((_: object, index: number) => index % 2 === 0);
      expect(
        await saidOf(system, direction, JSON.stringify({ user: { ...user, mappings: [...some, own] } })),
      ).toEqual([]);
    },
  );
});

it('says nothing about transformations of which nothing can be told', async () => {
  const mapping = { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' };
  const little = JSON.stringify({ user: { scimEntityEndpoint: 'Users', mappings: [mapping] } });
  for (const system of SYSTEMS) expect(await saidOf(system, 'read', little)).toEqual([]);
  for (const text of ['{}', '[]', '{"user": 1}', '{"user": {"mappings": {}}}', 'no JSON', '']) {
    expect((await saidOf(SYSTEMS[1], 'write', text)).filter((line) => line.includes('looks like'))).toEqual(
      [],
    );
  }
});

it('takes the paths of both notations for the same', async () => {
  const text = (await textOf(V1, 'read')).replaceAll(/"\$\.(\w+)"/g, `"$['$1']"`);
  expect(text).toContain(`"$['userName']"`);
  expect(await saidOf(SYSTEMS[1], 'read', text)).toEqual([
    expect.stringContaining(`looks like one for ${V1}`),
  ]);
});

const published = material('conformance/transformations');
published.describe('transformations that SAP publishes', () => {
  const files = published.isThere
    ? readdirSync(published.path).filter((name) => /\.(?:read|write)\.json$/.test(name))
    : [];
  const saidFor = async (name: string, direction: 'read' | 'write', folder: string) => {
    const text = await readFile(join(published.path, name), 'utf8');
    const file = { direction, path: name, label: name, shown: name, custom: true };
    return (await misplaced([{ file, text }], folder)).map(({ message }) => message);
  };
  const isDirection = (message: string) => message.includes('direction: see that the two are not exchanged');

  it.each(SYSTEMS)(
    'are found in the wrong direction, and not in the right one: $folder',
    async ({ folder }) => {
      const [missed, alarms]: [string[], string[]] = [[], []];
      for (const name of files) {
        const [right, wrong] = name.includes('.read.')
          ? (['read', 'write'] as const)
          : (['write', 'read'] as const);
        if (!(await saidFor(name, wrong, folder)).some(isDirection)) missed.push(name);
        if ((await saidFor(name, right, folder)).some(isDirection)) alarms.push(name);
      }
      expect(files.length).toBeGreaterThan(100);
      // It has no sign of its direction; see the next test.
      expect({ missed, alarms }).toEqual({ missed: ['sap-concur.v1.write.json'], alarms: [] });
    },
  );

  it('are found for reading where they have no sign of being for writing, as they lack an id', async () => {
    const setup = {
      transformations: { read: 'own.json' },
      files: { 'own.json': await readFile(join(published.path, 'sap-concur.v1.write.json'), 'utf8') },
    };
    expect((await findingsOf('cloud-foundry', {}, setup)).findings).toContainEqual(
      expect.stringMatching(
        /^own\.json: warning: .*every entity will fail .*if this is a write transformation, name it/,
      ),
    );
  });

  it.each([
    ['identity-authentication.v1', V1],
    ['identity-authentication.v2', V2],
    ['sap-btp-platform-members-cloud-foundry', CF],
  ])('%s is found with any other version or type, and not with its own', async (name, folder) => {
    for (const direction of ['read', 'write'] as const) {
      for (const given of SYSTEMS) {
        const said = await saidFor(`${name}.${direction}.json`, direction, given.folder);
        const told = said.filter((text) => text.includes(`looks like one for ${folder}`));
        expect(told).toHaveLength(given.folder === folder ? 0 : 1);
        expect(said.filter((text) => text.includes('looks like one for'))).toEqual(told);
      }
    }
  });
});

it.each(['read', 'write'] as const)(
  'has nothing to say of a SCIM system: any attribute may be right, %s',
  async (direction) => {
    for (const { folder } of SYSTEMS) {
      const setup = {
        transformations: { [direction]: 'own.json' },
        files: { 'own.json': await textOf(folder, direction) },
      };
      const { findings } = await findingsOf('scim', {}, setup);
      expect(findings.filter((finding) => finding.startsWith(`${direction}: `))).toEqual([]);
    }
  },
);

it.each(['read', 'write'] as const)('knows those of a UAA where they are, %s', async (direction) => {
  for (const type of UAA) {
    for (const folder of [...UAA, V2]) {
      const transformations = { [direction]: 'own.json' };
      const files = { 'own.json': await textOf(folder, direction) };
      const { findings } = await findingsOf(type, {}, { transformations, files });
      const isTold = findings.some((finding) => finding.includes(`looks like one for ${folder}`));
      expect(isTold).toBe(folder === V2);
    }
  }
});

it('has default transformations for each of the systems of this test', async () => {
  const folders = (await readdir(DEFAULTS, { recursive: true }))
    .filter((name) => name.endsWith('read.json'))
    .map((name) => name.replace(/.read\.json$/, ''))
    // Entities go through that of SCIM as they are, and the two of a UAA are about the same attributes.
    .filter((folder) => folder !== 'scim' && !UAA.includes(folder));
  expect(folders.sort()).toEqual(SYSTEMS.map(({ folder }) => folder).sort());
});
