/**
 * Time zones of SAP systems and of the IANA database, as the documentation of Identity Provisioning ("Transformation
 * Functions") maps them. Of several zones to a key the first is the default; of several keys of a zone the first counts.
 */
import { ZONES } from './time-zone-table.ts';

const DEFAULT_IANA = 'Europe/Berlin';
const DEFAULT_SAP = 'CET';

/** Other names of zones in the table (IANA's file `backward`). */
const ALIASES: Readonly<Record<string, string>> = {
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Europe/Kyiv': 'Europe/Kiev',
};

interface Index {
  readonly zoneOfKey: ReadonlyMap<string, string>;
  readonly keyOfZone: ReadonlyMap<string, string>;
}

let index: Index | undefined;

/** The default zone of SAP's key; a zone of the table stays, anything else becomes Europe/Berlin. */
export function ianaZone(text: string): string {
  const { zoneOfKey, keyOfZone } = indexed();
  return zoneOfKey.get(text) ?? (keyOfZone.has(withoutAlias(text)) ? text : DEFAULT_IANA);
}

/** SAP's key of the zone; a key of the table stays, anything else becomes CET. */
export function sapZone(text: string): string {
  const { zoneOfKey, keyOfZone } = indexed();
  return keyOfZone.get(withoutAlias(text)) ?? (zoneOfKey.has(text) ? text : DEFAULT_SAP);
}

function withoutAlias(zone: string): string {
  return Object.hasOwn(ALIASES, zone) ? (ALIASES[zone] as string) : zone;
}

function indexed(): Index {
  if (index === undefined) {
    const zoneOfKey = new Map<string, string>();
    const keyOfZone = new Map<string, string>();
    for (const line of ZONES.trim().split('\n')) {
      const [key = '', ...zones] = line.split(' ');
      for (const zone of zones) {
        if (!zoneOfKey.has(key)) zoneOfKey.set(key, zone);
        if (!keyOfZone.has(zone)) keyOfZone.set(zone, key);
      }
    }
    index = { zoneOfKey, keyOfZone };
  }
  return index;
}
