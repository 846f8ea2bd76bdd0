/** The fast way for an expression that is one character class, such as `[\s\p{Punct}]`. */
import type { Work } from '../work.ts';
import type { Charset } from './charset.ts';
import { expand } from './replacement.ts';
import type { Replacement } from './types.ts';

/** Replaces every member of `set`. */
export function replaceMembers(text: string, set: Charset, replacement: Replacement, work: Work): string {
  const constant = replacement.parts.every((part) => typeof part === 'string')
    ? replacement.parts.join('')
    : undefined;
  const captures = new Int32Array(2);
  work.spend(1 + (text.length >> 2));
  let result = '';
  let copied = 0;
  for (let i = 0; i < text.length; ) {
    const unit = text.charCodeAt(i);
    const codePoint = unit < 0xd800 || unit > 0xdbff ? unit : (text.codePointAt(i) as number);
    const end = i + (codePoint > 0xffff ? 2 : 1);
    if (set.has(codePoint)) {
      captures[0] = i;
      captures[1] = end;
      const inserted = constant ?? expand(replacement, text, captures);
      work.writeText(inserted.length);
      result += text.slice(copied, i) + inserted;
      copied = end;
    }
    i = end;
  }
  return copied === 0 ? text : result + text.slice(copied);
}
