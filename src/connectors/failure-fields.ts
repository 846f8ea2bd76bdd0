/** What the log says of a failure: a backend's own words, which may have personal data, at level debug only. */
import type { Logger } from 'pino';
import { ScimError } from '../scim/errors.ts';
import { isClientGone } from '../scim/request-ended.ts';
import type { CallContext } from './connector.ts';

export interface FailureFields {
  readonly status?: number | undefined;
  readonly code: string;
  readonly detail?: string | undefined;
}

/** A warning, unless it only came to this because the client has gone. */
export function levelOf({ signal }: Pick<CallContext, 'signal'>): 'info' | 'warn' {
  return isClientGone(signal) ? 'info' : 'warn';
}

export function failureFields(error: unknown, log: Logger): FailureFields {
  // Nobody can say what is in the words of others.
  if (!(error instanceof ScimError)) return { code: error instanceof Error ? error.name : typeof error };
  const { status, code, message } = error;
  return { status, code, detail: log.isLevelEnabled('debug') ? message : undefined };
}
