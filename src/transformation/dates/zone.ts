/** Reads offsets and zones. They are only carried along: no time is converted. */
import type { Work } from '../work.ts';
import type { Element } from './pattern.ts';

export interface FoundOffset {
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly end: number;
}

const MAX_OFFSET = 18 * 3600;

type OffsetReader = (text: string, position: number) => FoundOffset | undefined;

/** Gives `undefined` when no offset of that form stands there. */
export function compileOffset({ utc, prefix, ...form }: Extract<Element, { kind: 'offset' }>): OffsetReader {
  const signed = compileSigned(form);
  return (text, position) => {
    const found = text.startsWith(prefix, position) ? signed(text, position + prefix.length) : undefined;
    if (found !== undefined) return found;
    return text.startsWith(utc, position) ? { offset: 0, end: position + utc.length } : undefined;
  };
}

interface Form {
  readonly shortHour: boolean;
  readonly colon: boolean;
  readonly minutes: 'always' | 'if needed';
  readonly seconds: 'if needed' | 'never';
}

function compileSigned(form: Form): OffsetReader {
  const separator = form.colon ? ':' : '';
  const hours = form.shortHour ? String.raw`\d{1,2}` : String.raw`\d{2}`;
  const second = form.seconds === 'never' ? '' : String.raw`(?:${separator}(\d{2}))?`;
  const rest = String.raw`${separator}(\d{2})${second}`;
  // Built from our own four switches alone, and without repetition: linear.
  const pattern = new RegExp(`([+-])(${hours})${form.minutes === 'always' ? rest : `(?:${rest})?`}`, 'y');
  return (text, position) => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [found, sign, hour, minute = '0', secondText = '0'] = match;
    const total = Number(hour) * 3600 + Number(minute) * 60 + Number(secondText);
    if (Number(minute) > 59 || Number(secondText) > 59 || total > MAX_OFFSET) return undefined;
    return { offset: sign === '-' ? -total : total, end: position + found.length };
  };
}

const parseSigned = compileSigned({
  shortHour: true,
  colon: true,
  minutes: 'if needed',
  seconds: 'if needed',
});
const ZONE_NAME = /[A-Za-z][A-Za-z0-9~/._-]*/y;

/** `UTC`, `GMT+1`, `+01:00`, or a zone such as `EST` or `Europe/Berlin`, whose standard time counts. */
export function parseZone(text: string, position: number, work: Work): FoundOffset | undefined {
  const plain = parseSigned(text, position);
  if (plain !== undefined) return plain;
  for (const name of ['UTC', 'GMT', 'UT', 'Z']) {
    if (text.startsWith(name, position) && !/[A-Za-z/]/.test(text[position + name.length] ?? '')) {
      const end = position + name.length;
      return parseSigned(text, end) ?? { offset: 0, end };
    }
  }
  ZONE_NAME.lastIndex = position;
  const name = ZONE_NAME.exec(text)?.[0];
  const offset = name === undefined ? undefined : knownOffset(name, work);
  return offset === undefined || name === undefined ? undefined : { offset, end: position + name.length };
}

/** Asking the runtime about one takes as long as thousands of steps. */
const STEPS_PER_ZONE = 4_000;
/** More than there are; names that are none may come from clients. */
const MAX_ZONES = 1_000;
const offsets = new Map<string, number | undefined>();

function knownOffset(zone: string, work: Work): number | undefined {
  if (!offsets.has(zone)) {
    work.spend(STEPS_PER_ZONE);
    if (offsets.size >= MAX_ZONES) offsets.clear();
    offsets.set(zone, standardOffset(zone));
  }
  return offsets.get(zone);
}

const JANUARY = Date.UTC(2024, 0, 1);
const JULY = Date.UTC(2024, 6, 1);

/** The smaller of the offsets in January and July, which is the one without summer time. */
function standardOffset(zone: string): number | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
  const offsetAt = (millis: number) => {
    const name = format.formatToParts(millis).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return parseSigned(name, 'GMT'.length)?.offset ?? 0;
  };
  return Math.min(offsetAt(JANUARY), offsetAt(JULY));
}
