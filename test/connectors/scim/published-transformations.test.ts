/**
 * The default transformations that SAP publishes for its SCIM-based types, each with its type: it loads, and users and groups
 * can be listed. They are reference material outside the project; without it, these tests are skipped.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadOptions } from '../../../src/cli/load-options.ts';
import { connectorOf, typeName } from '../../../src/config/connector-of.ts';
import { SAP_TYPES } from '../../../src/config/sap-types.ts';
import { findingsOf } from '../../config/helpers.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/conformance/transformations');
const isThere = existsSync(FOLDER);
const BASE = { URL: 'https://scim.example.com/scim', User: 'u', Password: { env: 'SECRET' } };

interface Published {
  readonly title: string;
  readonly name: string;
  readonly read: string;
  readonly write: string | undefined;
}

function published(): Published[] {
  const files = readdirSync(FOLDER);
  return SAP_TYPES.filter(({ protocol }) => protocol === undefined).flatMap(({ title }) => {
    const type = typeName(title);
    const reads = files.filter((file) => file.startsWith(`${type}.`) && file.endsWith('.read.json'));
    return reads.map((read) => {
      const write = read.replace('.read.', '.write.');
      return {
        title,
        name: read.replace('.read.json', ''),
        read,
        write: files.includes(write) ? write : undefined,
      };
    });
  });
}

describe.skipIf(!isThere)('published transformations (skipped without ../shared)', () => {
  const own = [
    'Identity Authentication',
    'SAP BTP Platform Members (Cloud Foundry)',
    'Cloud Foundry UAA Server',
    'SAP BTP XS Advanced UAA (Cloud Foundry)',
  ];
  const cases = isThere ? published().filter(({ title }) => !own.includes(title)) : [];

  it('are there for nearly all types', () => {
    expect(new Set(cases.map(({ title }) => title)).size).toBeGreaterThan(35);
  });

  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, { title, read, write }) => {
    const text = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
    const files: Record<string, string> = { 'read.json': text(read) };
    if (write !== undefined) files['write.json'] = text(write);
    const transformations = { read: 'read.json', ...(write === undefined ? {} : { write: 'write.json' }) };
    const definition = connectorOf(title, loadOptions.definitions);
    const { status, findings } = await findingsOf(title, BASE, { transformations, files });
    expect(definition).toBeDefined();
    expect({ status, errors: findings.filter((finding) => finding.includes(': error: ')) }).toEqual({
      status: 'loaded',
      errors: [],
    });
    const misplaced = findings.filter((finding) => finding.includes('looks like one for'));
    expect(misplaced).toEqual([]);
  });
});
