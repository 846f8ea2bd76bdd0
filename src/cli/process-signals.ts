/** SIGTERM and SIGINT stop gracefully, a second one at once; SIGHUP reloads. */
import type { Service } from '../server/service.ts';
import { unexpectedFields } from '../server/unexpected.ts';
import { EXIT } from './exit-codes.ts';
import type { Log } from './log.ts';

export function handleSignals(
  service: Pick<Service, 'stop'>,
  { logger, exit, exitAtOnce }: Log,
  reload?: () => Promise<void>,
): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) {
      logger.warn(`${signal} again, stopping at once`);
      exitAtOnce(EXIT.failure);
    }
    stopping = true;
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
  if (reload === undefined) return;
  process.on('SIGHUP', () => {
    if (stopping) logger.warn('SIGHUP ignored, as the proxy is stopping');
    else void reload();
  });
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
