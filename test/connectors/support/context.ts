/** What a call carries, and what it logged. */
import { pino } from 'pino';
import type { CallContext } from '../../../src/connectors/connector.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { parseLogLine } from '../../server/log-line.ts';

export interface TestContext extends CallContext {
  readonly logged: readonly Record<string, unknown>[];
  readonly abort: (reason?: unknown) => void;
}

export function callContext(requestId = 'request-1'): TestContext {
  const logged: Record<string, unknown>[] = [];
  const controller = new AbortController();
  const log = pino({ level: 'debug' }, { write: (line) => logged.push(parseLogLine(line)) });
  return { signal: controller.signal, requestId, log, logged, abort: (reason) => controller.abort(reason) };
}

/** The SCIM error that a call ends with. */
export async function scimError(call: Promise<unknown>): Promise<ScimError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
}
