/** Runs commands as an administrator would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { parseLogLine } from '../server/log-line.ts';

export interface Running {
  readonly child: ChildProcess;
  /** Lines of standard output so far, parsed where they are JSON. */
  readonly lines: Record<string, unknown>[];
  /** Resolves with the first line that fits, past or future. */
  line(fits: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  /** Standard output so far, as it came. */
  output(): string;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  /** Variables that this process has and the command must not have. */
  readonly without?: readonly string[];
  readonly input?: string;
  /** Leave standard input open, to write to it. */
  readonly open?: boolean;
  /** How many files and connections the process may have open. Default: as many as this one. */
  readonly openFiles?: number;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Of the command line `ipsproxy`. */
export const ENTRY = join(ROOT, 'src/cli/ipsproxy.ts');

/** @param command as it is typed, such as `secret hash` */
export function run(command: string, { args = [], openFiles, ...options }: RunOptions = {}): Running {
  const limited = openFiles === undefined ? [] : ['sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh'];
  return watch([...limited, process.execPath, ENTRY, ...command.split(' '), ...args], options);
}

/** The same through npm, whose process is `child`, with all that it starts in a group of its own. */
export function runScript(script: string, { args = [], ...options }: RunOptions = {}): Running {
  return watch(['npm', 'run', script, '--', ...args], { ...options, cwd: ROOT });
}

export function watch(
  [program = '', ...args]: readonly string[],
  {
    env = {},
    without = [],
    input,
    open = false,
    cwd,
  }: Omit<RunOptions, 'args' | 'openFiles'> & { readonly cwd?: string },
): Running {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:HOST|PORT|IPSPROXY_CONFIG|npm_lifecycle_.*)$/.test(name) && !without.includes(name),
  );
  const child = spawn(program, args, {
    env: { ...Object.fromEntries(inherited), ...env },
    cwd,
    // A group that a signal can be sent to, and that the test can end as a whole.
    detached: true,
  });
  onTestFinished(() => killGroup(child));
  child.stdin.on('error', () => {});
  if (!open) child.stdin.end(input);

  const lines: Record<string, unknown>[] = [];
  let waiting: (() => void)[] = [];
  let [stdout, stderr, rest] = ['', '', ''];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const complete = (rest + text).split('\n');
    rest = complete.pop() ?? '';
    for (const line of complete) lines.push(line.startsWith('{"') ? parseLogLine(line) : { text: line });
    for (const look of waiting) look();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    child,
    lines,
    ended,
    output: () => stdout,
    line: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find(fits);
          if (found === undefined) return;
          waiting = waiting.filter((other) => other !== look);
          resolve(found);
        };
        waiting.push(look);
        void ended.then(({ stderr: why }) => reject(new Error(`ended without that line: ${why}`)));
        look();
      }),
  };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
