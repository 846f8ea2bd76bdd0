/** Waiting for the code of others, which may never come to an end. */
import { ConnectorFailure } from './failure.ts';

/** Seconds that a module may take to be loaded, and to get ready. */
const LONGEST = 30;

/**
 * What the work gives. While it is waited for, the process goes on: a module that waits for nothing would end it.
 *
 * @param what has not come to an end, for people: `load of connector "csv"`
 * @throws ConnectorFailure after 30 seconds; whatever comes later is nobody's business
 */
export async function inTime<Result>(work: Promise<Result>, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const failure = new ConnectorFailure(`${what} has not come to an end within ${LONGEST} seconds`);
    timer = setTimeout(reject, LONGEST * 1000, failure);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
