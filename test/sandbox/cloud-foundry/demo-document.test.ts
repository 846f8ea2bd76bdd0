/** Every fault in docs/demo.md is one that the stand-in can act out. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { startCloudFoundry } from '../../../src/sandbox/cloud-foundry/index.ts';

it('what docs/demo.md sends to the control endpoints is taken', async () => {
  const text = await readFile(new URL('../../../docs/demo.md', import.meta.url), 'utf8');
  const calls = [...text.matchAll(/^curl -s \$CF(\/__sandbox\/\w+) -d '(.*)'$/gm)];
  expect(calls.length).toBeGreaterThanOrEqual(6);
  const cf = await startCloudFoundry({ orgs: 1, users: 1 });
  try {
    for (const [command, path, body = ''] of calls) {
      const answer = await fetch(`${cf.url}${path}`, { method: 'POST', body });
      expect(answer.status, command).toBe(200);
    }
  } finally {
    await cf.close();
  }
});
