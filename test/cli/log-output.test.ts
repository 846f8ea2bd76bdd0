import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LogOutput } from '../../src/cli/log-output.ts';

/** Until the next write may come. */
const turn = () => vi.advanceTimersByTimeAsync(50);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Takes one write at a time, when told to. */
function reader() {
  const taken: string[] = [];
  let pending: ((error?: Error) => void) | undefined;
  const stream = {
    write: (text: string, done: (error?: Error) => void) => {
      taken.push(text);
      pending = done;
    },
  };
  const failures: string[] = [];
  const output = new LogOutput({
    stream,
    lossLine: (lines) => `lost ${lines}\n`,
    onFailure: ({ message }) => failures.push(message),
  });
  const settle = async (error?: Error) => {
    pending?.(error);
    await turn();
    await turn();
  };
  return { output, taken, failures, takes: () => settle(), fails: (why: string) => settle(new Error(why)) };
}

describe('the output of the log', () => {
  it('sends the first lines soon, and those behind them together, in order', async () => {
    const { output, taken, takes } = reader();
    output.write('a\n');
    output.write('b\n');
    expect(taken).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(taken).toEqual(['a\nb\n']);
    output.write('c\n');
    output.write('d\n');
    await turn();
    expect(taken).toHaveLength(1);
    await takes();
    expect(taken).toEqual(['a\nb\n', 'c\nd\n']);
  });

  it('waits a moment between two writes, unless there is a lot to write', async () => {
    const taken: string[] = [];
    const output = new LogOutput({
      stream: {
        write: (text, done) => {
          taken.push(text);
          done();
        },
      },
      lossLine: String,
      onFailure: (error) => expect.fail(error.message),
    });
    output.write('a\n');
    await vi.advanceTimersByTimeAsync(1);
    expect(taken).toEqual(['a\n']);
    output.write('b\n');
    await vi.advanceTimersByTimeAsync(40);
    output.write('c\n');
    expect(taken).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10);
    expect(taken[1]).toBe('b\nc\n');
    output.write('d\n');
    await vi.advanceTimersByTimeAsync(30);
    output.write(`${'x'.repeat(64 * 1024)}\n`);
    expect(taken[2]).toMatch(/^d\nx+\n$/);
    output.write('e\n');
    await vi.advanceTimersByTimeAsync(49);
    expect(taken).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(taken[3]).toBe('e\n');
    await turn();
    expect(taken).toHaveLength(4);
  });

  it('keeps one megabyte for a reader that is stuck, and tells what is missing when it is back', async () => {
    const { output, taken, takes } = reader();
    const line = (text: string) => `${text}${'x'.repeat(1023 - text.length)}\n`;
    output.write('first\n');
    await turn();
    for (let index = 0; index < 1024; index += 1) output.write(line(String(index)));
    // Also one that would still fit must not come before the gap.
    for (const text of ['too much', 'again']) output.write(line(text));
    output.write('');
    await takes();
    expect(taken).toHaveLength(2);
    expect(taken[1]).toMatch(/^0x/);
    expect(taken[1]?.slice(-1050)).toMatch(/\n1023x+\nlost 3\n$/);
    expect(taken[1]?.length).toBe(1024 * 1024 + 'lost 3\n'.length);
    output.write('afterwards\n');
    await takes();
    await takes();
    expect(taken[2]).toBe('afterwards\n');
  });

  it('lets a single line of any length through', async () => {
    const { output, taken } = reader();
    output.write('x'.repeat(2_000_000));
    await turn();
    expect(taken[0]).toHaveLength(2_000_000);
  });

  it('tries again with the next line after a failure, which it tells once', async () => {
    const { output, taken, failures, takes, fails } = reader();
    output.write('a\n');
    output.write('b\n');
    await turn();
    await fails('EPIPE');
    expect(taken).toHaveLength(1);
    output.write('c\n');
    await turn();
    await fails('EPIPE');
    output.write('d\n');
    await turn();
    await takes();
    output.write('e\n');
    await turn();
    await fails('ENOSPC');
    expect(taken).toEqual(['a\nb\n', 'c\nlost 2\n', 'd\nlost 3\n', 'e\n']);
    expect(failures).toEqual(['EPIPE', 'ENOSPC']);
  });

  it('hands over at once on flushSync, also twice', () => {
    const { output, taken } = reader();
    output.write('fatal\n');
    output.flushSync();
    output.flushSync();
    output.write('later\n');
    output.flushSync();
    expect(taken).toEqual(['fatal\n']);
  });

  it('ends when the last line is out', async () => {
    const { output, taken, takes } = reader();
    await output.end(1_000_000);
    output.write('a\n');
    const ended = output.end(1_000_000);
    output.write('b\n');
    await takes();
    await takes();
    await ended;
    expect(taken).toEqual(['a\n', 'b\n']);
  });

  it('ends when the last line cannot be written', async () => {
    const { output, fails } = reader();
    output.write('a\n');
    const ended = output.end(1_000_000);
    await fails('EPIPE');
    await ended;
  });

  it('ends in time where nobody reads', async () => {
    const { output, taken } = reader();
    output.write('a\n');
    const ended = output.end(1);
    await turn();
    await ended;
    expect(taken).toEqual(['a\n']);
  });
});
