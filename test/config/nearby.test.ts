import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, load } from './helpers.ts';

const propertiesOf = (User: object, more: object = {}) =>
  JSON.stringify({ systems: [{ id: 'one', type: 'fake', properties: { URL: 'https://x', User }, ...more }] });

describe('an environment variable that is not set', () => {
  it.each([
    ['TENANT_PASWORD', ' (is "TENANT_PASSWORD" meant to be it?)'],
    ['tenant_password', ' (is "TENANT_PASSWORD" meant to be it?)'],
    ['OTHER', ''],
  ])('%s', async (env, hint) => {
    const { problems } = await load(
      { 'c.json': propertiesOf({ env }) },
      { environment: { TENANT_PASSWORD: 'hunter2' } },
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]?.split('property "User" ')[1]).toBe(
      `has no value: the environment variable ${env} is not set; set it${hint}`,
    );
  });
});

describe('a file that is not there', () => {
  const files = { 'secrets/tenant-user': 'u', 'maps/read.json': '{}' };

  it.each([
    ['secrets/tenant-usre', 'secrets/tenant-user'],
    ['secerts/tenant-user', 'secrets/tenant-user'],
    ['secerts/tenant-usr', 'secrets/tenant-user'],
    ['./secrets/Tenant-User', 'secrets/tenant-user'],
    ['secrets/other', undefined],
    ['elsewhere/tenant-user', undefined],
    ['../nothing/like/this/at/all/here', undefined],
  ])('%s, taken for a property', async (file, meant) => {
    const { problems } = await load({ 'c.json': propertiesOf({ file }), ...files });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.split('does not exist; create it, or correct the path')[1]).toBe(
      meant === undefined ? '' : ` (is "${meant}" meant to be it?)`,
    );
  });

  it('as a transformation', async () => {
    const text = propertiesOf(
      { file: 'secrets/tenant-user' },
      { transformations: { read: 'mpas/raed.json' } },
    );
    const { problems } = await load({ 'c.json': text, ...files });
    expect(problems).toEqual([
      expect.stringMatching(
        /"mpas\/raed\.json" cannot be loaded: the file does not exist; create it, or correct the path \(is "maps\/read\.json" meant to be it\?\)$/,
      ),
    ]);
  });

  it('by an absolute path keeps being one', async () => {
    const folder = await folderWith({ 'tenant-user': 'u' });
    const { problems } = await load({ 'c.json': propertiesOf({ file: join(folder, 'tenant-usre') }) });
    expect(problems).toEqual([
      expect.stringContaining(
        `does not exist; create it, or correct the path (is "${join(folder, 'tenant-user')}" meant to be it?)`,
      ),
    ]);
  });
});

it('a system that a technical user may call and that is not there', async () => {
  const text = JSON.stringify({
    technicalUsers: [
      { id: 'a', secrets: [{ env: 'S' }], systems: ['tenant-tset', 'something', 'tenant-test'] },
    ],
    systems: [{ id: 'tenant-test', type: 'fake', properties: { URL: 'https://x' } }],
  });
  const { problems } = await load({ 'c.json': text }, { environment: { S: 's' } });
  expect(problems).toEqual([
    expect.stringMatching(/there is no system "tenant-tset"; did you mean "tenant-test"\?$/),
    expect.stringMatching(/there is no system "something"; correct the id, or remove it$/),
  ]);
});
