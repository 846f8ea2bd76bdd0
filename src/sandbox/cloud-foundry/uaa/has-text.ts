const NO_BREAK = '\u00a0\u2007\u202f';

/** Whether there is a text, and more than white space in it; no-break spaces are none, as Java has it. */
export function hasText(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && [...text].some((character) => !isBlank(character));
}

function isBlank(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code <= 0x20) return (code >= 0x09 && code <= 0x0d) || code >= 0x1c;
  return /^\p{Z}$/u.test(character) && !NO_BREAK.includes(character);
}
