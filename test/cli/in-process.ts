/** The command line without a process of its own, where starting one would take longer than all the rest. */
import { vi } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import type { Ended } from './helpers.ts';

/** @param args what stands behind `ipsproxy`; the command must not read standard input */
export async function call(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { exitCode } = process;
  const streams = [process.stdout, process.stderr];
  const listeners = streams.map((stream) => new Set(stream.listeners('error')));
  try {
    process.exitCode = undefined;
    await runProgram(args);
    return { code: Number(process.exitCode ?? 0), ...written };
  } finally {
    process.exitCode = exitCode;
    // Each call ends the process where its output cannot be written.
    streams.forEach((stream, index) => {
      for (const listener of stream.listeners('error')) {
        if (!listeners[index]?.has(listener)) stream.off('error', listener as () => void);
      }
    });
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}
