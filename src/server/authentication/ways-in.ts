/** The ways in of a family of URLs: the one that a request tries decides. */
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { ScimError } from '../../scim/errors.ts';
import type { RouteFamily } from '../families.ts';
import type { Runtime } from '../runtime.ts';
import type { Way, WayIn } from './way-in.ts';

export type WaysIn = Readonly<Record<Way, WayIn>>;

/** Those by which somebody can be let in, in the order of the family. */
export function openWays(
  { waysIn }: RouteFamily,
  { oauth, clientCertificates }: Pick<Runtime, 'oauth' | 'clientCertificates'>,
): Way[] {
  const isOpen = {
    basic: true,
    bearer: oauth !== undefined,
    certificate: clientCertificates?.isUsed === true,
  };
  return waysIn.filter((way) => isOpen[way]);
}

/** @returns the hook that sets `request.scim.user`, or answers 401 with the challenges of the family */
export function waysInto({ waysIn }: RouteFamily, all: WaysIn): onRequestHookHandler {
  const possible = waysIn.map((way) => all[way]);
  return function letInOrRefuse(request, reply, done) {
    const tried = possible.find((way) => way.isTried(request));
    const end = (error?: Error) => {
      if (error !== undefined && isUnauthenticated(error)) challenge(request, reply, possible, tried, error);
      done(error);
    };
    if (tried === undefined) end(nobody(waysIn, request.scim.lease.runtime));
    else tried.check.call(this, request, reply, end);
  };
}

function nobody(waysIn: readonly Way[], { oauth, clientCertificates }: Runtime): ScimError {
  if (waysIn.includes('basic')) {
    return new ScimError(
      401,
      oauth === undefined
        ? 'Basic authentication with a technical user is required.'
        : 'Basic authentication with a technical user, or an access token as bearer, is required.',
    );
  }
  return new ScimError(
    401,
    clientCertificates?.isUsed
      ? 'These URLs accept client certificates only, and none was shown: let the client use its certificate, and a router in front of the proxy hand it on.'
      : 'These URLs accept client certificates only, and none is configured; use /ipsproxy/api/v1/scim.',
  );
}

function challenge(
  { scim }: FastifyRequest,
  reply: FastifyReply,
  possible: readonly WayIn[],
  tried: WayIn | undefined,
  error: Error,
): void {
  const { runtime } = scim.lease;
  const challenges = possible.flatMap(
    (way) => way.challenge(runtime, way === tried ? error : undefined) ?? [],
  );
  if (challenges.length > 0) reply.header('www-authenticate', challenges);
}

function isUnauthenticated(error: Error): boolean {
  return error instanceof ScimError
    ? error.status === 401
    : (error as { statusCode?: number }).statusCode === 401;
}
