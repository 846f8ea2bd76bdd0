/** The tables of log lines in docs/operations.md have every line that the sources write, and no other. */
import { expect, it } from 'vitest';
import { logLines } from './log-lines.ts';
import { page } from './pages.ts';

/** A problem of the configuration is its own message. */
const AS_DOCUMENTED: Readonly<Record<string, string>> = {
  'formatProblem(problem)': 'FILE:LINE:COLUMN: SEVERITY: …',
};

const [, section = ''] =
  /<!-- log lines: .*?-->([\s\S]*?)<!-- end -->/.exec(page('docs/operations.md').text) ?? [];
const documented = [...section.matchAll(/^\| `(.+?)` \| ([a-z, ]+) \|(.*)\|$/gm)].map(
  ([, message = '', levels = '', words = '']) => ({
    message,
    levels: levels.split(', ').sort(),
    words,
  }),
);

/** Those that lines have, or not, for whichever reason they are written; the text above the table has them. */
const OF_ALL: ReadonlySet<string> = new Set(['requestId', 'traceId', 'system']);

const written = Map.groupBy(logLines(), ({ message }) => AS_DOCUMENTED[message] ?? message);

it('sources write lines', () => {
  expect(written.size).toBeGreaterThan(35);
});

it('every line of the sources is documented, and every documented one is written', () => {
  expect(documented.map(({ message }) => message).sort()).toEqual([...written.keys()].sort());
});

it.each(documented)('$message: level', ({ message, levels }) => {
  const used = new Set(written.get(message)?.flatMap((line) => line.levels));
  // Of a warning that is a remark where the client has gone, the text above the table says so.
  const either = used.has('info') && used.has('warn') && levels.length === 1;
  expect([...used].sort()).toEqual(either ? ['info', 'warn'] : levels);
});

it.each(documented)('$message: fields', ({ message }) => {
  const at = documented.findIndex((line) => line.message === message);
  const said: string[] = [];
  // What is said of the line before holds, where it says so.
  for (let from = at; from >= 0; from -= 1) {
    const { words = '' } = documented[from] ?? {};
    said.push(words);
    if (!/likewise/.test(words)) break;
  }
  const named = new Set([...said.join().matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  const used = new Set(written.get(message)?.flatMap(({ fields }) => fields));
  expect([...used].filter((field) => !OF_ALL.has(field) && !named.has(field))).toEqual([]);
});
