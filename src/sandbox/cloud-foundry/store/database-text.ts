/** How the database behind the UAA treats texts: PostgreSQL, UTF-8, compared by code point (collation C). */

/**
 * `LOWER(text)`, which changes character by character: a dotted capital I becomes a plain `i`, and a sigma has one
 * small form wherever it stands.
 */
export function lower(text: string): string {
  // Asked of every row: neither look costs anything where all characters are of Latin-1.
  if (!text.includes('İ') && !text.includes('Σ')) return text.toLowerCase();
  return text.replaceAll('İ', 'i').replaceAll('Σ', 'σ').toLowerCase();
}

/** Which of two texts comes first: negative for `left`, positive for `right`. */
export function compareTexts(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Half of a character beyond the basic plane (U+10000 and more) comes after everything within it. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
