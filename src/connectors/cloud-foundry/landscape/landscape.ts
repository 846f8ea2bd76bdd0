/** Where a landscape's API is ("Regions and API Endpoints Available for the Cloud Foundry Environment"). */

export interface Landscape {
  /** As it stands in the names of groups. */
  readonly name: string;
  /** `https://api.cf.eu10.hana.ondemand.com` */
  readonly apiUrl: string;
  /** Whether it looks like a landscape at all; a wrong one shows only when its host is looked up. */
  readonly plausible: boolean;
}

export const LANDSCAPE_FORMS =
  'cf-eu10, cf-eu10-002 or, as a host name, cf.eu10-002.hana.ondemand.com; see "API Endpoint" of the subaccount in the SAP BTP cockpit';

const TECHNICAL_KEY = /^cf-[a-z]{2}\d{2}(?:-\d{3})?$/;
const HOST = /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
const CHINA = /^cf-cn\d/;

/**
 * A technical key (`cf-eu10`), a host name, or the address of the API as people paste it.
 *
 * @returns `undefined` for a text that can be no host name
 */
export function parseLandscape(text: string): Landscape | undefined {
  const name = text
    .trim()
    .replace(/^https?:\/\/(?:api\.)?/i, '')
    .replace(/\/.*$/, '');
  const host = name.includes('.') ? name : technicalHost(name);
  if (!HOST.test(host)) return undefined;
  const plausible = name.includes('.') || TECHNICAL_KEY.test(name);
  return { name, apiUrl: `https://api.${host.toLowerCase()}`, plausible };
}

/** `cf-eu10-002` → `cf.eu10-002.hana.ondemand.com` */
function technicalHost(key: string): string {
  const domain = CHINA.test(key) ? 'platform.sapcloud.cn' : 'hana.ondemand.com';
  return `${key.replace('-', '.')}.${domain}`;
}
