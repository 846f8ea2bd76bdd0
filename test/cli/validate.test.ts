import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith } from '../config/helpers.ts';
import { run } from './helpers.ts';

const good = {
  id: 'good',
  type: 'identity-authentication',
  properties: { URL: 'https://x.example', User: 'u', Password: { env: 'SECRET' }, 'ias.api.version': 2 },
};

async function validate(configuration: object) {
  const file = join(await folderWith({ 'c.json': JSON.stringify(configuration) }), 'c.json');
  const ended = await run('validate', { args: ['--config', file], env: { SECRET: 'hunter2' } }).ended;
  return { ...ended, stdout: ended.stdout.replaceAll(file, 'c.json') };
}

it('is content with a good configuration', async () => {
  const { code, stdout, stderr } = await validate({ systems: [good] });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/1 of 1 systems can be served\.\n$/);
  expect(stdout).not.toContain('error');
});

it('explains what is left out', async () => {
  const strange = { ...good.properties, 'ips.proxy.scim.total.results.strategy': 'Guessed' };
  const { code, stdout } = await validate({
    technicalUsers: [{ id: 'a', secrets: ['hunter2'] }],
    systems: [good, { ...good, id: 'bad', properties: {} }, { ...good, id: 'odd', properties: strange }],
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(/c\.json:1:\d+: error: technical user "a": a secret in clear does not belong here/);
  expect(stdout).toMatch(/c\.json:1:\d+: error: system "bad": property "URL" is missing/);
  expect(stdout).toMatch(/c\.json:1:\d+: error: system "odd": .*ips\.proxy\.scim\.total\.results\.strategy/);
  expect(stdout).toMatch(/1 of 3 systems can be served\.\n$/);
  expect(stdout).not.toContain('hunter2');
});

it('counts a system whose id is taken, and a disabled one, as not served', async () => {
  const { code, stdout } = await validate({
    systems: [good, good, { ...good, id: 'off', disabled: true }],
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(/this id is taken by a system above/);
  expect(stdout).toMatch(/1 of 3 systems can be served\.\n$/);
});

it('refuses a broken file', async () => {
  const { code, stdout, stderr } = await validate({ system: [] });
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/c\.json:1:2: error: unknown key "system"; did you mean "systems"\?/);
});
