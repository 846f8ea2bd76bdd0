/** The room's entry: loaded only where a configuration says anything about certificates of clients. */
export { type Certificate, readCertificate } from './certificate.ts';
export { type Trust, troubleOfTime, type Verdict, verifyPath } from './certification-path.ts';
export { DerError } from './der.ts';
export { NameError, parseName, printName } from './distinguished-name.ts';
