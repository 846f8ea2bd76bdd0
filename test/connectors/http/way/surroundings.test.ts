import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { onTop } from '../../../../src/connectors/http/way/surroundings.ts';
import { folderWith } from '../../../config/helpers.ts';
import { makeCertificate } from '../../../support/certificates.ts';

const own = makeCertificate({ name: 'Company CA', authority: true }).certificate;

it('trusts authorities on top of those of Node.js, not in their place', () => {
  const { ca } = onTop([own]);
  expect(getCACertificates('default').length).toBeGreaterThan(50);
  expect(ca).toEqual([...getCACertificates('default'), own]);
});

it('leaves Node.js alone where there are none', () => {
  expect(onTop([])).toEqual({});
});

it('keeps those of NODE_EXTRA_CA_CERTS', async () => {
  const extra = makeCertificate({ name: 'Extra CA', authority: true }).certificate;
  const folder = await folderWith({ 'extra.pem': extra, 'own.pem': own });
  const source = new URL('../../../../src/connectors/http/way/surroundings.ts', import.meta.url);
  const script = join(folder, 'print.mjs');
  await writeFile(
    script,
    `import { onTop } from ${JSON.stringify(source.href)};
     import { readFileSync } from 'node:fs';
     const own = readFileSync(${JSON.stringify(join(folder, 'own.pem'))}, 'utf8');
     console.log(JSON.stringify(onTop([own]).ca.slice(-2).map((pem) => pem.trim())));`,
  );
  const environment = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'extra.pem') };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env: environment });
  expect(JSON.parse(stdout)).toEqual([extra.trim(), own.trim()]);
});
