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

function locale(text: string): Intl.Locale {
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
