import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OPTIONS } from '../../bench/requests/targets/programs.ts';
import { ROOT } from './manifests.ts';

it.each(['Dockerfile', 'package.json', 'manifest.yml', 'deploy/systemd/ipsproxy.service'])(
  'is started by %s as it was measured',
  (file) => {
    const starts = readFileSync(join(ROOT, file), 'utf8').match(
      /^.*(?:"start": |^ENTRYPOINT|command: exec|^ExecStart=).*$/gm,
    );
    expect(starts).toHaveLength(1);
    for (const option of OPTIONS) expect(starts?.[0]).toContain(option);
  },
);
