/** @returns the text as one word of a POSIX shell, of bash and of zsh, in quotes whether it needs them or not */
export function quotedWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
