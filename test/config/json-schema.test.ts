import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { configurationSchemaText } from '../../src/config/json-schema.ts';

it('config/ipsproxy.schema.json is up to date (npm run config:schema)', async () => {
  const file = new URL('../../config/ipsproxy.schema.json', import.meta.url);
  expect(await readFile(file, 'utf8')).toBe(configurationSchemaText());
});

it('describes every setting', () => {
  const missing: string[] = [];
  const walk = (schema: Record<string, unknown>, path: string) => {
    for (const [key, property] of Object.entries(
      (schema.properties ?? {}) as Record<string, Record<string, unknown>>,
    )) {
      if (property.description === undefined) missing.push(`${path}${key}`);
      walk(property, `${path}${key}.`);
      walk((property.items ?? {}) as Record<string, unknown>, `${path}${key}[].`);
    }
  };
  walk(JSON.parse(configurationSchemaText()) as Record<string, unknown>, '');
  // Explained by what they stand in.
  expect(missing).toEqual(
    ['server', 'systems[].transformations.read', 'systems[].transformations.write'].filter((name) =>
      missing.includes(name),
    ),
  );
  expect(missing).not.toContain('server.port');
});
