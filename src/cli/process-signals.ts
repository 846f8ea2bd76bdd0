/**
 * SIGTERM and SIGINT stop gracefully, a second one at once; SIGHUP reloads; SIGUSR1 does nothing. Also where npm stands in between.
 */
import type { Service } from '../server/service.ts';
import { unexpectedFields } from '../server/unexpected.ts';
import { EXIT } from './exit-codes.ts';
import type { Log } from './log.ts';

/**
 * Milliseconds within which the same signal counts once below npm: a terminal (Ctrl+C) and supervisors send it to npm and
 * to this process, and npm hands its own one on.
 */
const TWICE = 500;
/** Milliseconds between two looks at whether npm is still there. */
const LOOK_FOR_NPM = 250;

/** Tests and other programs that npm runs hand its variables on to what they start. */
const startedByNpm = ['start', 'demo', 'npx'].includes(process.env['npm_lifecycle_event'] ?? '');

export function handleSignals(
  service: Pick<Service, 'stop'>,
  { logger, exit, exitAtOnce }: Log,
  reload?: () => Promise<void>,
): void {
  let stopping: { readonly signal: NodeJS.Signals; readonly since: number } | undefined;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping !== undefined) {
      const isSame = stopping.signal === signal && performance.now() - stopping.since < TWICE;
      if (isSame && startedByNpm) return;
      logger.warn(`${signal} again, stopping at once`);
      exitAtOnce(EXIT.failure);
    }
    stopping = { signal, since: performance.now() };
    logger.info(`${signal}, finishing the requests under way`);
    service.stop().then(
      (drained) => {
        if (drained) logger.info('stopped');
        else logger.warn('stopped; some requests took longer than server.shutdownTimeout and were cut off');
        exit(drained ? EXIT.ok : EXIT.failure);
      },
      (error) => {
        logger.fatal({ err: unexpectedFields(error, logger) }, 'stopping failed');
        exit(EXIT.failure);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Without a listener, Node.js opens its debugger, by which everybody on the machine could read and change what is in memory.
  process.on('SIGUSR1', () => logger.warn('SIGUSR1 ignored: this process opens no debugger'));
  if (reload === undefined) return;
  process.on('SIGHUP', () => {
    if (stopping !== undefined) logger.warn('SIGHUP ignored, as the proxy is stopping');
    else void reload();
  });
  onEndOfNpm(() => {
    if (stopping !== undefined) return;
    logger.warn(
      `npm has ended; the proxy goes on and reloads. Further signals go to process ${process.pid}.`,
    );
    void reload();
  });
}

/** npm hands on SIGTERM and SIGINT; SIGHUP ends it, whatever its scripts do. */
function onEndOfNpm(ended: () => void): void {
  if (!startedByNpm) return;
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    ended();
  }, LOOK_FOR_NPM).unref();
}

/** Nothing that a request or a backend does may end the process; what is broken inside must. */
export function surviveRejections({ logger, exit, exitAtOnce }: Log): void {
  let ending = false;
  process.on('unhandledRejection', (error) =>
    logger.error({ err: unexpectedFields(error, logger) }, 'unexpected rejection'),
  );
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: unexpectedFields(error, logger) }, 'unexpected exception, the process ends');
    if (ending) exitAtOnce(EXIT.failure);
    ending = true;
    exit(EXIT.failure);
  });
}
