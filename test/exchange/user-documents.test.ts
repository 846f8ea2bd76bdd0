/**
 * Systems with the transformations of SAP's documentation as administrators have it, comments included, import without any
 * finding but missing credentials.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foundType } from '../../src/exchange/import/system-type.ts';
import { realOptions } from '../config/helpers.ts';
import { material } from '../support/material.ts';
import { cloudFoundrySystem, exported, imported } from './helpers.ts';

type Pair = readonly [read: string, write: string];

/** An export whose transformations are these texts, as they are. */
function fileWith(system: Record<string, unknown>, [read, write]: Pair): string {
  const { readTransformation: _, writeTransformation: __, ...head } = system;
  const text = JSON.stringify(head, null, 2);
  return `${text.slice(0, -2)},\n"readTransformation": ${read},\n"writeTransformation": ${write}\n}\n`;
}

/** @param findings what there is to say of such a system, wherever it comes from */
async function expectFindings(
  system: Record<string, unknown>,
  pair: Pair,
  findings: readonly RegExp[] = [],
): Promise<void> {
  const { report } = await imported(fileWith(system, pair));
  expect(report.refused).toEqual([]);
  const expected = findings.map((message) => ({
    severity: 'warning',
    message: expect.stringMatching(message),
  }));
  expect(report.systems).toMatchObject([
    { notes: [], findings: expected, missing: [{ property: 'Password' }] },
  ]);
}

/** Of version 1, SAP says itself that it ends. */
const FINDINGS = { '1': [/SAP switches off version 1 of the API/], '2': [] };

async function tenant(version: '1' | '2') {
  const system = await exported();
  const prefix = version === '1' ? 'scim' : 'ias';
  const { 'ias.user.filter': _, ...properties } = system['properties'] as Record<string, string>;
  const filter = { [`${prefix}.user.filter`]: 'name.familyName eq "Smith"' };
  return { ...system, properties: { ...properties, ...filter, 'ias.api.version': version } };
}

const TRANSFORMATIONS = new URL('../../transformations/', import.meta.url);

function ofProject(place: string): Pair {
  const text = (direction: string) =>
    readFileSync(new URL(`${place}/${direction}.json`, TRANSFORMATIONS), 'utf8');
  return [text('read'), text('write')];
}

describe('the default transformations of the project', () => {
  it.each(['1', '2'] as const)('of Identity Authentication, version %s', async (version) => {
    await expectFindings(
      await tenant(version),
      ofProject(`identity-authentication/v${version}`),
      FINDINGS[version],
    );
  });

  it('of Cloud Foundry', async () => {
    await expectFindings(await cloudFoundrySystem(), ofProject('cloud-foundry'));
  });
});

const DOCUMENTS = material('seeds/');

DOCUMENTS.describe('the documents of the user', () => {
  /** JSON objects in the documents, each indented as a whole, in the order of the pages. */
  const objects = DOCUMENTS.isThere
    ? readdirSync(DOCUMENTS.path)
        .sort()
        .map((name) => readFileSync(join(DOCUMENTS.path, name), 'utf8').replaceAll(/^ {4}> /gm, '    '))
        .map((text) => [...text.matchAll(/^ {4}(\{\n[\s\S]*?^ {4}\})$/gm)].map(([, json = '']) => json))
    : [];

  const pairs = (page: readonly string[]): Pair[] =>
    page.flatMap((read, index) => (index % 2 === 0 ? [[read, page[index + 1] ?? ''] as const] : []));
  const [cloudFoundry = [], identityAuthentication = []] = objects.filter(({ length }) => length > 0);

  it('have the transformations of three systems', () => {
    expect([cloudFoundry.length, identityAuthentication.length]).toEqual([2, 4]);
  });

  it('import: Cloud Foundry', async () => {
    for (const pair of pairs(cloudFoundry)) await expectFindings(await cloudFoundrySystem(), pair);
  });

  it.each(['1', '2'] as const)('import: Identity Authentication, version %s', async (version) => {
    const pair = pairs(identityAuthentication)[Number(version) - 1] ?? ['', ''];
    await expectFindings(await tenant(version), pair, FINDINGS[version]);
  });
});

const PUBLISHED = material('conformance/transformations/');

PUBLISHED.describe('types whose transformations SAP has published', () => {
  it('are each served, or refused by name', () => {
    const names = readdirSync(PUBLISHED.path).flatMap((file) => /^(.*)\.read\.json$/.exec(file)?.[1] ?? []);
    const titles = [...new Set(names.map((name) => name.replace(/\.[^/]*$/, '')))];
    expect(titles.length).toBeGreaterThan(40);
    const unknown = titles.filter((name) => {
      const type = foundType({ name, properties: [], wanted: undefined }, realOptions.definitions);
      return 'refusal' in type && type.refusal.includes('is not known');
    });
    expect(unknown).toEqual([]);
  });
});
