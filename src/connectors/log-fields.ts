/** What stands in every line of the log that a request has caused, also where the work is for others as well. */
import type { CallContext } from './connector.ts';

export interface LogFields {
  readonly requestId: string;
  readonly traceId: string | undefined;
}

export function logFieldsOf({ requestId, trace }: Pick<CallContext, 'requestId' | 'trace'>): LogFields {
  return { requestId, traceId: trace?.traceId };
}
