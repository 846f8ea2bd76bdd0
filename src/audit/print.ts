/** One line of JSON that is safe to look at: whatever a client has put into a text, it stays text. */

/**
 * Characters that act in a terminal, end a line in some program, or change the order in which others are shown: controls
 * (Cc), invisible ones and those of bidirectional text (Cf), separators of lines and paragraphs (Zl, Zp).
 */
const ACTING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** @param members those that are `undefined` are left out */
export function printLine(members: object): string {
  // JSON.stringify escapes controls below U+0020 and halves of characters; outside of texts it writes ASCII only.
  const json = JSON.stringify(members);
  return json.replace(ACTING, escaped);
}

function escaped(character: string): string {
  let text = '';
  for (let at = 0; at < character.length; at += 1) {
    text += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return text;
}

/** A text that is not longer than this, whole characters only. */
export function bounded(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text;
}
