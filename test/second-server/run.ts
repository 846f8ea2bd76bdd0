/** Usage: see the README. Exit code: that of the tests; 1 where the server cannot be installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGE = 'scim2-server==0.8.3';

function run(command: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): void {
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, ...more },
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

const { SCIM2_SERVER: present } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'ipsproxy-second-server-'));
try {
  if (present === undefined) {
    run('python3', ['-m', 'venv', folder]);
    run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', PACKAGE]);
  }
  const config = join(import.meta.dirname, 'vitest.config.ts');
  const server = present ?? join(folder, 'bin', 'scim2-server');
  run('vitest', ['run', '--config', config], { SCIM2_SERVER: server });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
