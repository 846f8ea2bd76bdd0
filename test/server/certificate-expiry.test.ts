import { expect, it } from 'vitest';
import { ClientCertificates } from '../../src/connectors/http/way/client-certificates.ts';
import { CertificateExpiry, reportCertificate } from '../../src/server/certificate-expiry.ts';
import { recordLog } from './helpers.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2027, 0, 1, 12);
const endingIn = (days: number) => ({
  systemId: 'a',
  property: 'KeyStoreLocation',
  subject: 'CN=client',
  expires: NOW + days * DAY,
});

it.each<[number, number, string]>([
  [400, 30, 'client certificate of system a (CN=client) expires on 2028-02-05'],
  [30, 30, 'client certificate of system a (CN=client) expires on 2027-01-31'],
  [29.9, 40, 'client certificate of system a (CN=client) expires on 2027-01-31, in 29 days: replace it'],
  [0.5, 40, 'client certificate of system a (CN=client) expires on 2027-01-02, in 0 days: replace it'],
  [
    -1,
    50,
    'client certificate of system a (CN=client) has expired on 2026-12-31: replace it; until then it is tried nevertheless',
  ],
])('says of a certificate that ends in %s days, at level %i: %s', (days, level, msg) => {
  const { lines, logger } = recordLog();
  reportCertificate(endingIn(days), NOW, logger);
  expect(lines).toMatchObject([
    { level, msg, system: 'a', property: 'KeyStoreLocation', subject: 'CN=client' },
  ]);
});

it('says it again every day, of a certificate that is due', async () => {
  const { lines, logger } = recordLog();
  const certificates = new ClientCertificates();
  const holder = {
    used: endingIn(31),
    looks: 0,
    refresh: async () => {
      holder.looks += 1;
    },
  };
  certificates.add(holder);
  let now = NOW;
  const expiry = new CertificateExpiry({ current: { certificates } as never }, logger, () => now);
  const levelsAfter = async (days: number) => {
    lines.length = 0;
    now += days * DAY;
    await expiry.look();
    return lines.map(({ level }) => level);
  };
  expect(await levelsAfter(0)).toEqual([]);
  expect(await levelsAfter(1.5)).toEqual([40]);
  expect(await levelsAfter(0.9)).toEqual([]);
  expect(await levelsAfter(0.2)).toEqual([40]);
  expect(await levelsAfter(30)).toEqual([50]);
  expect(await levelsAfter(0.5)).toEqual([]);
  holder.used = { ...endingIn(700) };
  expect(await levelsAfter(2)).toEqual([]);
  holder.used = endingIn(40);
  expect(await levelsAfter(0)).toEqual([40]);
  expect(holder.looks).toBe(8);
});

it('says at the start what is due then, and not once more at once', async () => {
  const { lines, logger } = recordLog();
  const certificates = new ClientCertificates();
  certificates.add({ used: endingIn(5), refresh: async () => {} });
  const expiry = new CertificateExpiry({ current: { certificates } as never }, logger, () => NOW);
  await expiry.look();
  expect(lines).toEqual([]);
});
