/** The commands that the pages tell a reader to type. */
import { blocksOf, type Page, spansOf } from './pages.ts';

export interface Command {
  /** `README.md:22` */
  readonly place: string;
  readonly text: string;
}

const BEGINNING =
  /^(?:npm (?:ci|test|start|run|pack|install|--)|(?:curl|kill|printf|node|npx ipsproxy|ipsproxy(?= [a-z-])|source|docker|cf|kubectl|node_modules\/\S+|[A-Z_]+=\S+) \S)/;

export function commandsOf(page: Page): Command[] {
  const typed = [...linesOfBlocks(page), ...spansOf(page)].sort((a, b) => a.line - b.line);
  const found: Command[] = [];
  let script = '';
  for (const { line, text } of typed) {
    // `-- --json` goes on from the script that was named last.
    const whole = text.startsWith('-- ') ? `${script} ${text}` : text;
    if (!BEGINNING.test(whole)) continue;
    script = /^npm run \S+/.exec(whole)?.[0] ?? script;
    for (const part of whole.split(' && ')) found.push({ place: `${page.name}:${line}`, text: part.trim() });
  }
  return found;
}

function linesOfBlocks(page: Page): { line: number; text: string }[] {
  return blocksOf(page)
    .filter(({ info }) => info === 'sh')
    .flatMap((block) =>
      block.text.split('\n').flatMap((row, index) => {
        const line = block.line + 1 + index;
        // "# or …" is another way to write it, any other remark is none.
        const [command = '', alternative = ''] = row.split(/ +# (?:or )?/);
        return [command, alternative].map((text) => ({ line, text }));
      }),
    );
}
