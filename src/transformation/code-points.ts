/** Characters outside of the Basic Multilingual Plane are pairs of UTF-16 units; half of one is no character. */

/** Whether a position is between the halves of a surrogate pair. */
export function isInsidePair(text: string, position: number): boolean {
  const unit = text.charCodeAt(position);
  return (
    unit >= 0xdc00 && unit <= 0xdfff && position > 0 && (text.codePointAt(position - 1) as number) > 0xffff
  );
}

/** As `String.slice`, without halves of characters at the ends. */
export function wholeSlice(text: string, from: number, to: number): string {
  const start = isInsidePair(text, from) ? from + 1 : from;
  const end = isInsidePair(text, to) ? to - 1 : to;
  return text.slice(start, Math.max(start, end));
}
