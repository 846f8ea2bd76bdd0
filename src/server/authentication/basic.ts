/** Basic authentication (RFC 7617) of technical users. */
import basicAuth from '@fastify/basic-auth';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { ScimError } from '../../scim/errors.ts';
import { callerOf } from '../http/network.ts';
import '../request-state.ts';
import { triedId } from './tried-id.ts';
import { hasScheme, letIn, type WayIn } from './way-in.ts';

export async function basicAuthentication(app: FastifyInstance): Promise<WayIn> {
  await app.register(basicAuth, {
    // RFC 9110 §11.4: one or more blanks behind the scheme.
    strictCredentials: false,
    async validate(id, secret, request) {
      const { trail, scim, headers, raw } = request;
      const { authenticator } = scim.lease.runtime;
      const user = await authenticator
        .authenticate(id, secret, {
          // Asked for only where the pair has to be checked, which is once.
          get address() {
            return callerOf(trail.address);
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
      letIn(user, 'basic', request);
    },
  });
  const check = app.basicAuth as onRequestHookHandler;
  return {
    isTried: (request) => hasScheme(request, 'basic'),
    check: function recognizeOrCheck(request, reply, done) {
      const { authorization } = request.headers;
      const { authenticator } = request.scim.lease.runtime;
      const user = authorization === undefined ? undefined : authenticator.recognize(authorization);
      if (user === undefined) return check.call(this, request, reply, done);
      letIn(user, 'basic', request);
      return done();
    },
    challenge: () => 'Basic realm="ipsproxy", charset="UTF-8"',
  };
}
