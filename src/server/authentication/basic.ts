/** Basic authentication (RFC 7617) of technical users. */
import basicAuth from '@fastify/basic-auth';
import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { TechnicalUser } from '../../config/technical-users.ts';
import { ScimError } from '../../scim/errors.ts';
import { networkOf } from '../http/network.ts';
import '../request-state.ts';
import { triedId } from './tried-id.ts';

/** @returns the hook that sets `request.scim.user`, or answers 401 */
export async function basicAuthentication(app: FastifyInstance): Promise<onRequestHookHandler> {
  await app.register(basicAuth, {
    authenticate: { realm: 'ipsproxy' },
    // RFC 9110 §11.4: one or more blanks behind the scheme.
    strictCredentials: false,
    async validate(id, secret, request) {
      const { trail, scim, headers, raw } = request;
      const { authenticator } = scim.lease.runtime;
      const user = await authenticator
        .authenticate(id, secret, {
          // Asked for only where the pair has to be checked, which is once.
          get address() {
            return networkOf(trail.address) ?? trail.address;
          },
          connection: raw.socket,
        })
        .catch((error) => {
          trail.triedUser = triedId(id, secret, authenticator);
          // The plugin takes an error without `statusCode` for a 401.
          throw Object.assign(error, { statusCode: error.status ?? 500 });
        });
      if (user === undefined) {
        trail.triedUser = triedId(id, secret, authenticator);
        throw new ScimError(
          401,
          'Unknown technical user or wrong secret; the log line of this request has the id that was tried.',
        );
      }
      authenticator.remember(headers.authorization ?? '', id, secret);
      letIn(user, request);
    },
  });
  const check = app.basicAuth as onRequestHookHandler;
  return function recognizeOrCheck(request, reply, done) {
    const { authorization } = request.headers;
    const { authenticator } = request.scim.lease.runtime;
    const user = authorization === undefined ? undefined : authenticator.recognize(authorization);
    if (user === undefined) return check.call(this, request, reply, done);
    letIn(user, request);
    return done();
  };
}

function letIn(user: TechnicalUser, { scim, trail }: FastifyRequest): void {
  scim.user = user;
  trail.user = user.id;
}

/** Client certificates are not offered yet, and nothing else opens these URLs. */
export const certificateAuthentication: onRequestHookHandler = (_request, _reply, done) => {
  done(
    new ScimError(
      401,
      'These URLs accept client certificates only, and none is configured; use /ipsproxy/api/v1/scim.',
    ),
  );
};
