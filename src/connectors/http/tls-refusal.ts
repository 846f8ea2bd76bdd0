/**
 * What gateways say about TLS in an answer instead of in the handshake, with a status that is otherwise the client's fault.
 * nginx does so with its own 495, 496 and 497, which it answers as 400.
 */
import { ScimError } from '../../scim/errors.ts';
import {
  addressAdvice,
  type Backend,
  type CallDescription,
  describeBackend,
  describeCall,
  isWrite,
} from './backend.ts';
import { certificateRefused, SET_CERTIFICATE } from './way/tls-failure.ts';

interface Answer {
  readonly status: number;
  /** As far as anybody saw it. */
  readonly body?: Buffer | undefined;
}

type Kind = 'no certificate' | 'certificate' | 'no TLS';

/** Bytes of an answer in which it says so. */
const LONGEST = 2_048;
const SENTENCES: readonly (readonly [RegExp, Kind])[] = [
  // nginx
  [/<center>No required SSL certificate was sent<\/center>/, 'no certificate'],
  [/<center>The SSL certificate error<\/center>/, 'certificate'],
  [/<center>The plain HTTP request was sent to HTTPS port<\/center>/, 'no TLS'],
  // Apache
  [/Reason: You're speaking plain HTTP to an SSL-enabled server port\./, 'no TLS'],
  // Go
  [/^Client sent an HTTP request to an HTTPS server\.\s*$/, 'no TLS'],
  // Tomcat
  [/^Bad Request\r?\nThis combination of host and port requires TLS\.\s*$/, 'no TLS'],
];

/** @returns nothing for an answer that is about something else */
export function tlsRefusal(backend: Backend, call: CallDescription, answer: Answer): ScimError | undefined {
  const kind = kindOf(answer);
  if (kind === undefined) return undefined;
  const what = `${describeBackend(backend)} answered ${describeCall(call)} with ${answer.status}`;
  return new ScimError(
    502,
    `${what}: ${adviceOf(kind, backend)}.${isWrite(call) ? ' Nothing was changed.' : ''}`,
  );
}

/** Nobody has looked at the credentials then. */
export function isTlsRefusal(answer: Answer): boolean {
  return kindOf(answer) !== undefined;
}

function kindOf({ status, body }: Answer): Kind | undefined {
  if (status !== 400 || body === undefined || body.length > LONGEST) return undefined;
  const text = body.toString('latin1');
  return SENTENCES.find(([sentence]) => sentence.test(text))?.[1];
}

function adviceOf(kind: Kind, backend: Backend): string {
  switch (kind) {
    case 'no certificate':
      return `it asks for a client certificate: ${SET_CERTIFICATE}`;
    case 'certificate':
      return certificateRefused(undefined);
    case 'no TLS':
      return `it speaks TLS there: ${addressAdvice(backend)}, which has to begin with https`;
  }
}
