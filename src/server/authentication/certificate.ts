/** Client certificates, of connections and of routers that are believed. */
import type { FastifyRequest } from 'fastify';
import { ScimError } from '../../scim/errors.ts';
import '../request-state.ts';
import type { ShownCertificate } from './client-certificates.ts';
import type { SlowRefusals } from './slow-refusals.ts';
import { letIn, type WayIn } from './way-in.ts';

export function certificateAuthentication(refusals: SlowRefusals): WayIn {
  return {
    isTried: ({ scim, raw }) => scim.lease.runtime.clientCertificates?.isShown(raw) === true,
    check: (request, _reply, done) => {
      const { clientCertificates } = request.scim.lease.runtime;
      const shown = clientCertificates?.shownWith(request.raw);
      if (clientCertificates === undefined || shown === undefined) {
        return done(new ScimError(401, 'A client certificate is required.'));
      }
      const owner = clientCertificates.ownerOf(shown, Date.now());
      if ('user' in owner) {
        letIn(owner.user, 'certificate', request);
        return done();
      }
      note(request, shown, owner.reason);
      const refuse = () => done(new ScimError(401, owner.detail));
      const later = refusals.wait(request.trail.address);
      if (later === undefined) refuse();
      else void later.then(refuse);
    },
    challenge: () => undefined,
  };
}

/** Characters of a name; longer ones say nothing more. */
const LONGEST_NAME = 300;

/** For the line of the log. Names have no control characters in this form. */
function note({ trail, scim }: FastifyRequest, { certificate }: ShownCertificate, reason: string): void {
  const { subject, issuer, fingerprint } = certificate;
  const { clientCertificates } = scim.lease.runtime;
  const printed = (name: string) => clientCertificates?.printName(name).slice(0, LONGEST_NAME) ?? '';
  trail.triedCertificate = { fingerprint, subject: printed(subject), issuer: printed(issuer), reason };
}
