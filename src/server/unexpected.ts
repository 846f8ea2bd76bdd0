/**
 * What the log says of an error that nobody expected: of which kind it is and where it came up. What it says may have been
 * made of anything, of personal data too, and stands there at level debug only.
 */
import type { Logger } from 'pino';

export interface UnexpectedFields {
  readonly type: string;
  readonly code?: string | undefined;
  /** Without the message. */
  readonly stack?: string | undefined;
  readonly message?: string | undefined;
}

export function unexpectedFields(error: unknown, logger: Logger): UnexpectedFields {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack = '' } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = stack.slice(stack.indexOf(message) + message.length).trim();
  return {
    type: name,
    code,
    stack: frames,
    message: logger.isLevelEnabled('debug') ? message : undefined,
  };
}
