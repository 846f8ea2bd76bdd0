import { functionRegexes } from '../regexes.ts';
import type { LintRule } from '../rule.ts';

export const regexInSlashes: LintRule = {
  name: 'regex-in-slashes',
  severity: 'warning',
  description:
    'A `regex` of a function that is written between slashes, as in JavaScript, with letters behind them: there they are characters like any other. Without letters behind them it is a remark, as slashes may be meant.',
  check({ mappings, report }) {
    for (const parts of mappings) {
      for (const { regex, at } of functionRegexes(parts)) {
        const [whole, inner = '', letters = ''] = IN_SLASHES.exec(regex.pattern) ?? [];
        if (whole === undefined) continue;
        const flags = [...letters].filter((letter) => MEANT_AS_FLAGS.includes(letter)).join('');
        report(
          {
            at,
            severity: letters === '' ? 'info' : 'warning',
            message: `the slashes around ${whole} are characters that the value has to have`,
            fix: `write ${flags === '' ? '' : `(?${flags})`}${inner}, unless they are meant`,
          },
          parts,
        );
      }
    }
  },
};

const IN_SLASHES = /^\/(.+)\/([dgimsuvy]*)$/s;
/** Others say what the functions do anyway, or have no equal. */
const MEANT_AS_FLAGS = 'ims';
