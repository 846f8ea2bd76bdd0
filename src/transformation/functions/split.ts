/** Cutting texts, with the parts counted before there are any. */
import type { Work } from '../work.ts';

/** Memory for one part. */
const STEPS_PER_PART = 4;

/** @param separator not empty */
export function split(text: string, separator: string, work: Work): string[] {
  work.compareText(text.length);
  // Half a character is in no text that has only whole ones.
  if (!separator.isWellFormed() && text.isWellFormed()) return [text];
  let at = text.indexOf(separator);
  if (at === -1) return [text];
  while (at !== -1) {
    work.spend(STEPS_PER_PART);
    at = text.indexOf(separator, at + separator.length);
  }
  return text.split(separator);
}
