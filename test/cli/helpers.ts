/** Runs commands as an administrator would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Running {
  readonly child: ChildProcess;
  /** Lines of standard output so far, parsed where they are JSON. */
  readonly lines: Record<string, unknown>[];
  /** Resolves with the first line that fits, past or future. */
  line(fits: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
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
  readonly input?: string;
  /** How many files and connections the process may have open. Default: as many as this one. */
  readonly openFiles?: number;
}

/** @param command file name in `src/cli`, without extension */
export function run(command: string, { args = [], env = {}, input, openFiles }: RunOptions = {}): Running {
  const file = fileURLToPath(new URL(`../../src/cli/${command}.ts`, import.meta.url));
  const { HOST: _host, PORT: _port, IPSPROXY_CONFIG: _config, ...inherited } = process.env;
  const limited = openFiles === undefined ? [] : ['sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh'];
  const [program = '', ...programArgs] = [...limited, process.execPath, file, ...args];
  const child = spawn(program, programArgs, { env: { ...inherited, ...env } });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);

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
    for (const line of complete) lines.push(line.startsWith('{') ? JSON.parse(line) : { text: line });
    for (const look of waiting) look();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    child,
    lines,
    ended,
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
