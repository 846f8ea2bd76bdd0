/** What SAP's `isValidEmail` takes for an e-mail address. */

/** The character class of a local part, with the quotation mark of the published pattern. */
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u2018-]+";
/** None of its parts can match in two ways, so that it needs no more steps than the text has characters. */
const ADDRESS = new RegExp(
  `^${ATOM}(?:\\.${ATOM})*@(?:[A-Za-z0-9][A-Za-z0-9-]*\\.)+[A-Za-z0-9][A-Za-z0-9-]*(?<!-)$`,
);

export function isEmailAddress(text: string): boolean {
  return ADDRESS.test(text);
}
