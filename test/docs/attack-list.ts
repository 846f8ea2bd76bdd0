/** `docs/attacks.md`, made of the names of the tests in `test/attacks/`. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './pages.ts';

interface ListedTest {
  readonly name: string;
  readonly file: string;
}

const START = '<!-- attacks -->';

/** The page as it has to be. */
export async function attacksPage(): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'list', 'test/attacks', '--json', '--no-static-parse'],
    { cwd: ROOT, maxBuffer: 2 ** 24 },
  );
  const tests = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as ListedTest[];
  const files = Object.entries(Object.groupBy(tests, ({ file }) => file)).sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const sections = files.map(([file, listed = []]) => section(file, listed));
  const page = readFileSync(join(ROOT, 'docs/attacks.md'), 'utf8');
  const [introduction = ''] = page.split(START);
  return `${introduction}${START}\n\n${tests.length} attacks are tried.\n\n${sections.join('\n')}`;
}

function section(file: string, tests: readonly ListedTest[]): string {
  const name = basename(file);
  // What the file says of itself, on one line.
  const [, about = ''] = /^\/\*\*\s*([\s\S]*?)\s*\*\//.exec(readFileSync(file, 'utf8')) ?? [];
  const sentence = about.replace(/(?:^|\s*\n) ?\* ?/g, ' ').trim();
  const rows = tests.map((test) => `- ${escaped(test.name.replaceAll(' > ', ': '))}`);
  return `## ${name.replace(/\.test\.ts$/, '')}\n\n${sentence}\n\n${rows.join('\n')}\n`;
}

/** Names are text, whatever Markdown would make of them. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&').replace(/[^\x20-\x7e\u00a0-\u024f‘-”…–]/gu, '?');
}
