/** The limits, the audit log and the log of the proxy, for the operations of one Bulk request. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { RequestAccount } from '../../audit/account.ts';
import type { Auditing } from '../../audit/auditing.ts';
import { logFailure, toScimError } from '../../failure.ts';
import { idsOf } from '../../request-ids.ts';
import { waitingForPlace } from '../waiting-for-place.ts';
import type { OperationGate } from './gate.ts';

export interface GateParts {
  /** Its headers say what is left of limits. */
  readonly reply: FastifyReply;
  readonly audit: Auditing | undefined;
  readonly logger: Logger;
}

export function openGate(
  request: FastifyRequest,
  systemId: string,
  { reply, audit, logger }: GateParts,
): OperationGate {
  const { scim, trail, id: requestId } = request;
  const { limits } = scim.lease.runtime;
  const places = limits.places.get(systemId);
  let isFirst = true;
  return {
    places: places?.most,
    enter: async () => {
      // The request was counted when it came: for its first operation.
      const isCounted = isFirst;
      isFirst = false;
      await audit?.requireWorking();
      if (!isCounted) await limits.check?.(request, reply);
    },
    within: (signal, work) =>
      places === undefined
        ? work()
        : places.within(scim.user?.id ?? '', signal, work, waitingForPlace(request)),
    account: () => (audit === undefined ? undefined : new RequestAccount()),
    failure: (error, operation, method) => {
      const known = toScimError(error, requestId);
      // Nobody reads the answer to a client that is gone.
      if (trail.status === undefined)
        logFailure(logger, { ...idsOf(request, systemId), operation }, method, error, known);
      return known;
    },
    ended: (operation) => audit?.operationEnded(request, operation),
    lingers: (work) => {
      scim.lingering = Promise.allSettled([scim.lingering, work]);
    },
    counted: (operations, failed) => {
      trail.operations = operations;
      trail.failedOperations = failed;
    },
  };
}
