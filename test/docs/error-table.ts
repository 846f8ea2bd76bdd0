/** The table of errors in `docs/api.md`, made of the sections of `docs/errors.md`, between `<!-- errors -->` and `<!-- end of errors -->`. */

const TABLE = /(<!-- errors -->\n)[\s\S]*?(<!-- end of errors -->)/g;

/** What clients get, with its first paragraph. */
const SECTION = /^### `([A-Z_\d]+)`\n\n([\s\S]*?)\n\n/gm;

/** The page with its table made again. @param errors text of docs/errors.md */
export function withErrorTable(page: string, errors: string): string {
  return page.replace(TABLE, (_, start: string, end: string) => `${start}\n${errorTable(errors)}\n${end}`);
}

export function errorTable(errors: string): string {
  const clients = errors.slice(errors.indexOf('\n## What clients get\n'));
  const rows = [...`${clients}\n\n`.matchAll(SECTION)].flatMap(([, code = '', paragraph = '']) => {
    const text = paragraph.replace(/\s+/g, ' ');
    const [, typedStatus, scimType, typedRest] =
      /^(\d{3}) `(\w+)`(?: \(RFC [^)]*\))?: (.*)$/.exec(text) ?? [];
    const status = typedStatus ?? /^SCIM_(\d{3})$/.exec(code)?.[1];
    if (status === undefined) return [];
    const type = scimType === undefined ? '' : `\`${scimType}\``;
    const link = `[${code}](errors.md#${code.toLowerCase()})`;
    return [`| ${status} | ${type} | ${firstSentence(typedRest ?? text)} | ${link} |\n`];
  });
  return `| status | \`scimType\` | | |\n| --- | --- | --- | --- |\n${rows.sort().join('')}`;
}

/** Without its full stop, and with an upper-case letter at the start. */
function firstSentence(text: string): string {
  const [sentence = ''] = /^.*?[.](?= |$)/.exec(text) ?? [text];
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1).replace(/\.$/, '');
}
