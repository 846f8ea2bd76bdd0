/** Starts a program that serves HTTP, and waits until it is ready. */
import { request } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Launched, launch, type Program } from '../process/launch.ts';

export interface Served extends Launched {
  readonly port: number;
  /** Milliseconds from its start until `/readyz` was answered. */
  readonly startUp: number;
}

export interface Place {
  readonly core: number | undefined;
  readonly log: string;
}

/** Milliseconds. */
const LOOKS = 2;
const LONGEST_START = 60_000;

/** @throws where it ends instead, or is not ready in time */
export async function serve(program: Program, place: Place): Promise<Served> {
  const port = await freePort();
  const started = performance.now();
  const env = { ...program.env, HOST: '127.0.0.1', PORT: String(port) };
  const launched = await launch({ ...program, env, ...place });
  while (!(await isReady(port))) {
    launched.check();
    if (performance.now() - started > LONGEST_START) {
      await launched.stop();
      throw new Error(`${program.args.join(' ')} is not ready after ${LONGEST_START / 1000} seconds.`);
    }
    await sleep(LOOKS);
  }
  return { ...launched, port, startUp: performance.now() - started };
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
