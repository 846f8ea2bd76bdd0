/** The files of `docs/connectors.md`, as a reader would copy them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../../docs/connectors.md');

/** Texts by the name of the file. */
export const exampleFiles: Readonly<Record<string, string>> = Object.fromEntries(
  [...readFileSync(PAGE, 'utf8').matchAll(/^<!-- file: (\S+) -->\n```\w+\n(.*?)^```$/gms)].map(
    ([, name = '', text = '']) => [name, text],
  ),
);

export const PEOPLE = 'u1,jane,Jane,Doe,jane@acme.example\n"u2","joe","Joe ""J"", junior","Roe",""\n';
