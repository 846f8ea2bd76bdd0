/**
 * `%name%` in a transformation is replaced by the value of the system property `name`, once, as literal text;
 * a property that is not set becomes the text `null`.
 */
import { strangeCharacter } from '../characters.ts';
import type { FindingCollector, Problem } from '../findings.ts';
import { NameIndex } from '../name-index.ts';
import type { Properties } from '../types.ts';
import type { TextFilter } from './source.ts';

export interface ParameterOptions {
  /** Credentials among them. */
  readonly properties: Properties;
  /** Names that mean something to the system, set or not. */
  readonly knownProperties: ReadonlySet<string>;
  /** Names of credentials, on top of those that {@link isCredentialName} knows. */
  readonly credentials: ReadonlySet<string>;
  /** Offsets of the texts that may be a credential: see `passwordConstants`. */
  readonly mayBeSecret: ReadonlySet<number>;
}

/** How transformations ask whether a property is set: `'%prefix%' !== 'null'`. */
const ASKED = /['"]%([^%'"]+)%['"]\s*[!=]==?\s*['"]null['"]/g;
/** Everything between two percent signs of a string is a reference. */
const REFERENCE = /%([^%]+)%/g;
const REFERENCE_IN_TEXT = /%([\p{L}\p{N}_.-]+)%/gu;
const PROPERTY_NAME = /^[\p{L}\p{N}_.-]+$/u;
/** Characters of ASCII that no name of a property has: what stands between two percent signs is no reference then. */
const NO_NAME = /[^\p{L}\p{N}_.\u0080-\u{10ffff}-]/u;
const CREDENTIAL_NAME =
  /(?:password|passwd|passphrase|secret|credentials?|private[._-]?key|api[._-]?key|access[._-]?token)$|^KeyStoreLocation$|^ips\.http\.header\.(?:.*(?:authorization|auth|key)|.*(?:cookie|token|secret|passw|credential|api-?key).*)$/i;
/** Of the connection to the backend. */
const LOGON_NAME = /^(?:password|KeyStore.*|ipsproxy\.(?:tls|webproxy)\..*|ips\.http\.header\..*)$/i;

/** A property that is set, or another one that is known or that the transformation refers to. */
function similarProperty(
  name: string,
  { properties, knownProperties }: ParameterOptions,
  referred: NameIndex,
): string | undefined {
  // What is nearly the same in the configuration is what is mistyped, and reported there.
  if (knownProperties.has(name)) return undefined;
  const similar =
    referred.meantBy(name, (candidate) => Object.hasOwn(properties, candidate)) ?? referred.meantBy(name);
  return similar === undefined || isCredentialName(similar) ? undefined : similar;
}

function unsetFix(
  name: string,
  similar: string | undefined,
  { properties, knownProperties }: ParameterOptions,
): string {
  if (similar === undefined) return `set the property ${name}, unless the transformation asks for null`;
  return Object.hasOwn(properties, similar) || knownProperties.has(similar)
    ? `write %${similar}%, if that is meant; else set the property ${name}`
    : `%${name}% and %${similar}% are nearly the same: if one of them is mistyped, write it like the other`;
}

/**
 * Whether a property's name says that its value is secret, e.g. `Password`, `scim.oauth.client.secret` or
 * `ips.http.header.X-Api-Key`. A key store has a private key in it.
 */
export function isCredentialName(name: string): boolean {
  return CREDENTIAL_NAME.test(name);
}

/** Names between percent signs, as they are replaced. */
export function referencesIn(text: string): string[] {
  return text.includes('%') ? [...text.matchAll(REFERENCE)].map(([, name = '']) => name) : [];
}

/**
 * The filter that replaces references, and reports those that are not what they seem.
 *
 * @param source the whole text of the transformation
 */
export function parameterFilter(
  source: string,
  options: ParameterOptions,
  findings: FindingCollector,
): TextFilter {
  const asked = new Set([...source.matchAll(ASKED)].map(([, name = '']) => name));
  const referred = new NameIndex([
    ...Object.keys(options.properties),
    ...options.knownProperties,
    ...[...source.matchAll(REFERENCE_IN_TEXT)].map(([, name = '']) => name),
  ]);
  return (text, offset) => {
    if (!text.includes('%')) return { text, secret: false };
    if (options.mayBeSecret.has(offset)) {
      const name = text.slice(1, -1);
      const password = initialPassword(name, options, referred);
      if (typeof password === 'string') return { text: password, secret: isCredential(name, options) };
      findings.report(password, offset);
      return { text: 'null', secret: true };
    }
    let references = 0;
    const replaced = text.replace(REFERENCE, (reference: string, name: string) => {
      references += 1;
      return substitute(reference, name, offset, options, asked, referred, findings);
    });
    const percentSigns = text.split('%').length - 1;
    if (percentSigns > references * 2) {
      findings.report(
        {
          rule: 'percent-sign',
          severity: 'warning',
          message:
            'a percent sign stands alone; with a second one in this string, what is between them would become a property reference',
          fix: 'write the percent sign as \\\\u0025 or \\\\x25 in a regular expression, or keep it out of the string',
        },
        offset,
      );
    }
    return { text: replaced, secret: false };
  };
}

function isCredential(name: string, { credentials }: ParameterOptions): boolean {
  return isCredentialName(name) || credentials.has(name);
}

/**
 * The value of the property. It is an error without one, as a password `null` would let everybody in, and where it is
 * what the proxy itself logs on with, as it would be everybody's.
 */
function initialPassword(name: string, options: ParameterOptions, referred: NameIndex): string | Problem {
  const { properties } = options;
  if (LOGON_NAME.test(name)) {
    return {
      rule: 'credential-parameter',
      severity: 'error',
      message: `%${name}% is what the proxy itself logs on with, and no user may get such a password`,
      fix: 'write %initial.password%, and set a property of that name',
    };
  }
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (value !== undefined && value !== '') return value;
  const meant = referred.meantBy(
    name,
    (candidate) => Object.hasOwn(properties, candidate) && !LOGON_NAME.test(candidate),
  );
  return {
    rule: 'unset-property',
    severity: 'error',
    message: `the property ${name} is not set or empty, and no user may get such a password`,
    fix:
      meant === undefined
        ? `set the property ${name}, or remove the mapping`
        : `write %${meant}%, if that is meant; else set the property ${name}`,
  };
}

function substitute(
  reference: string,
  name: string,
  offset: number,
  options: ParameterOptions,
  asked: ReadonlySet<string>,
  referred: NameIndex,
  findings: FindingCollector,
): string {
  if (isCredential(name, options)) {
    findings.report(
      {
        rule: 'credential-parameter',
        severity: 'error',
        message: `${reference} refers to a credential, which only a mapping of a write transformation may have, as the whole constant for a password and nothing else`,
        fix: `remove it here; to give new users an initial password, write {"constant": "%initial.password%", "targetPath": "$.password", "scope": "createEntity"}`,
      },
      offset,
    );
    return 'null';
  }
  const value = Object.hasOwn(options.properties, name) ? options.properties[name] : undefined;
  const strange = strangeCharacter(name);
  if (strange !== undefined && !NO_NAME.test(name)) {
    const message = `in the name of the property ${reference} ${strange.message}`;
    findings.report({ rule: 'strange-character', severity: 'warning', message, fix: strange.fix }, offset);
  } else if (!PROPERTY_NAME.test(name)) {
    findings.report(
      {
        rule: 'percent-sign',
        severity: 'warning',
        message: `everything between two percent signs is a property reference, also ${JSON.stringify(reference)}, which does not look like one`,
        fix: 'write a percent sign in a regular expression as \\\\u0025 or \\\\x25',
      },
      offset,
    );
  } else if (value === undefined) {
    const similar = similarProperty(name, options, referred);
    if (similar !== undefined || !asked.has(name)) {
      findings.report(
        {
          rule: 'unset-property',
          severity: 'info',
          message: `the property ${name} is not set; ${reference} becomes the text null`,
          fix: unsetFix(name, similar, options),
        },
        offset,
      );
    }
  }
  if (value === undefined) return 'null';
  if (value.includes('\\\\')) {
    findings.report(
      {
        rule: 'doubled-backslash',
        severity: 'warning',
        message: `the value of the property ${name} has doubled backslashes; it is inserted as it is, without JSON's escaping`,
        fix: 'write single backslashes in the property',
      },
      offset,
    );
  }
  return value;
}
