import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { folderWith, realOptions } from './helpers.ts';

const EXAMPLES = new URL('../../config/', import.meta.url);
const examples = (await readdir(EXAMPLES)).filter((name) => /\.(jsonc|ya?ml)$/.test(name));

describe('the examples in config/', () => {
  it('are there', () => {
    expect(examples).toEqual(
      expect.arrayContaining([
        'cloud-foundry.jsonc',
        'demo.jsonc',
        'identity-authentication.jsonc',
        'identity-authentication.yaml',
        'sandbox.jsonc',
      ]),
    );
  });

  it.each(examples)('%s can be used as it is', async (name) => {
    const text = await readFile(new URL(name, EXAMPLES), 'utf8');
    const folder = await folderWith({ [name]: text, ...secretFiles(text) });
    const configuration = await loadConfiguration(join(folder, name), {
      ...realOptions,
      environment: Object.fromEntries(
        [...text.matchAll(/"?env"?: "?([A-Z0-9_]+)"?/g)].map(([, variable = '']) => [
          variable,
          contentOf(variable),
        ]),
      ),
      allowLiteralSecrets: name.startsWith('demo'),
    });
    const expected = /^(?:demo|sandbox)/.test(name)
      ? /a secret in clear|"ias\.api\.version" is 1\./
      : undefined;
    expect(configuration.problems.filter(({ message }) => expected?.test(message) !== true)).toEqual([]);
    expect(configuration.systems.map(({ status }) => status)).not.toContain('broken');
    expect(configuration.technicalUsers.length).toBeGreaterThan(0);
  });
});

it('gives each system in config/ a backend of its own', async () => {
  for (const name of examples) {
    const text = await readFile(new URL(name, EXAMPLES), 'utf8');
    const addresses = [...text.matchAll(/\bURL"?: (.+?),?$/gm)].map(([, address]) => address);
    expect([name, addresses.length]).toEqual([name, new Set(addresses).size]);
  }
});

function secretFiles(text: string): Record<string, string> {
  const names = [...text.matchAll(/file: ([\w/-]+)/g)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, 'x\n']));
}

function contentOf(variable: string): string {
  if (variable === 'VALKEY_URL') return 'valkey://127.0.0.1:6379';
  return variable.endsWith('_URL') ? 'http://127.0.0.1:8081' : 'x-platform';
}
