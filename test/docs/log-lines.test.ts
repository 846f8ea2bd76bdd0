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
const documented = [...section.matchAll(/^\| `(.+?)` \| ([a-z, ]+) \|/gm)].map(
  ([, message = '', levels = '']) => ({
    message,
    levels: levels.split(', ').sort(),
  }),
);

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
