/** SIGTERM and SIGINT stop gracefully, a second one at once; SIGHUP reloads. */
import type { Logger } from 'pino';
import type { Service } from '../server/service.ts';
import { unexpectedFields } from '../server/unexpected.ts';
import { EXIT } from './exit-codes.ts';

export function handleSignals(
  service: Pick<Service, 'stop'>,
  logger: Logger,
  reload?: () => Promise<void>,
): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) {
      logger.warn(`${signal} again, stopping at once`);
      process.exit(EXIT.failure);
    }
    stopping = true;
    logger.info(`${signal}, finishing the requests under way`);
    service.stop().then(
      (drained) => {
        if (drained) logger.info('stopped');
        else logger.warn('stopped; some requests took longer than server.shutdownTimeout and were cut off');
        process.exit(drained ? EXIT.ok : EXIT.failure);
      },
      (error) => {
        logger.fatal({ err: unexpectedFields(error, logger) }, 'stopping failed');
        process.exit(EXIT.failure);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (reload !== undefined) process.on('SIGHUP', () => void reload());
}

/** Nothing that a request or a backend does may end the process; what is broken inside must. */
export function surviveRejections(logger: Logger): void {
  process.on('unhandledRejection', (error) =>
    logger.error({ err: unexpectedFields(error, logger) }, 'unexpected rejection'),
  );
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: unexpectedFields(error, logger) }, 'unexpected exception, the process ends');
    process.exit(EXIT.failure);
  });
}
