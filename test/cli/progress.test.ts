import { Writable } from 'node:stream';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startProgress } from '../../src/cli/progress.ts';

/** Keeps what is written. */
class Output extends Writable {
  readonly columns = 100;
  readonly isTTY: boolean;
  text = '';

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}

function output(isTTY: boolean): Output & NodeJS.WriteStream {
  return new Output(isTTY) as Output & NodeJS.WriteStream;
}

it('writes nothing for scripts', () => {
  const stream = output(true);
  const progress = startProgress({ label: 'Users', silent: true, stream });
  progress.update(5, 10);
  progress.stop();
  expect(stream.text).toBe('');
});

it('writes a line now and then where there is no terminal, with rate and remaining time', () => {
  const stream = output(false);
  let time = 0;
  const progress = startProgress({ label: 'Users', silent: false, stream, interval: 1000, now: () => time });
  for (const [at, done, total] of [
    [999, 10, 100],
    [1000, 20, 100],
    [1500, 30, 100],
    [2000, 40, undefined],
    [4000, 100, 100],
  ] as const) {
    time = at;
    progress.update(done, total);
  }
  progress.stop();
  expect(stream.text).toBe(
    'Users: 20 of 100 (20 %), 20/s, 4 s left\nUsers: 40, 20/s\nUsers: 100 of 100 (100 %), 25/s, 0 s left\n',
  );
});

it('draws a bar on a terminal, and takes it away', () => {
  const stream = output(true);
  const progress = startProgress({ label: 'Users', silent: false, stream });
  progress.update(5, 10);
  progress.update(10, 10);
  progress.stop();
  expect(stream.text).toMatch(/Users .*5\/10 \d+\/s, \d+ s left/);
});

it('may be stopped before anything was done', () => {
  for (const isTTY of [true, false])
    startProgress({ label: 'Users', silent: false, stream: output(isTTY) }).stop();
});

it('gives the cursor back to a terminal when a signal ends the process', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  onTestFinished(() => kill.mockRestore());
  const stream = output(true);
  const listeners = process.listenerCount('SIGINT');
  const progress = startProgress({ label: 'Users', silent: false, stream });
  progress.update(5, 10);
  expect(stream.text).toContain('\u001b[?25l');
  process.emit('SIGINT', 'SIGINT');
  expect(stream.text).toContain('\u001b[?25h\u001b[?7h');
  expect(kill.mock.calls).toEqual([[process.pid, 'SIGINT']]);
  progress.stop();
  expect(process.listenerCount('SIGINT')).toBe(listeners);
});
