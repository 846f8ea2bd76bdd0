/** Languages: BCP 47 tags with a region, and ISO 639-1 codes. The likely region of a language comes from Unicode's CLDR. */

const ENGLISH = new Intl.Locale('en-US');

/** `EN`, `en` or `en_US` → `en-US`; a language without a country of its own (Esperanto) becomes English. */
export function languageTag(text: string): string {
  const { language, region } = locale(text);
  return `${language}-${region}`;
}

/** `en-US` → `EN`. */
export function languageCode(text: string): string {
  const { language } = locale(text);
  return (language.length === 2 ? language : ENGLISH.language).toUpperCase();
}

/** The longest tags that anybody writes; what is longer is no locale. */
const MAX_LENGTH = 100;
const MAX_KNOWN = 1_000;
const known = new Map<string, Locale>();

interface Locale {
  readonly language: string;
  readonly region: string | undefined;
}

/** Kept: making one takes longer than all the rest of a mapping, and there are few. */
function locale(text: string): Locale {
  if (text.length > MAX_LENGTH) return { language: ENGLISH.language, region: ENGLISH.region };
  let found = known.get(text);
  if (found === undefined) {
    const { language, region } = likely(text);
    found = { language, region };
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(text, found);
  }
  return found;
}

function likely(text: string): Intl.Locale {
  let given: Intl.Locale;
  try {
    given = new Intl.Locale(text.trim().replaceAll('_', '-'));
  } catch {
    return ENGLISH;
  }
  // World regions such as 001 and 419 are no countries.
  const isMapped = /^[A-Z]{2}$/.test(new Intl.Locale(given.language).maximize().region ?? '');
  return isMapped ? given.maximize() : ENGLISH;
}
