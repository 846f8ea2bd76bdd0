/** The properties that say how a system is logged on to, as SAP destinations name them. */
import { z } from 'zod';
import type { Notice } from '../../definition.ts';
import { passwordProblem, userProblem } from '../basic-authentication.ts';
import type { Authentication } from './authentication.ts';
import { parseTokenUrl, TOKEN_URL, type TokenUrl } from './token-url.ts';

export const CERTIFICATE_AUTHENTICATION = 'ClientCertificateAuthentication';
const NAMES = ['BasicAuthentication', CERTIFICATE_AUTHENTICATION, 'NoAuthentication'] as const;
export type AuthenticationName = (typeof NAMES)[number];

const DEFAULT: AuthenticationName = 'BasicAuthentication';
const SCOPE = 'OAuth2TokenScope';
const NEEDED = 'with the default of `Authentication`';
/** RFC 6749 §3.3. */
const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

const MISSING = {
  user: 'is missing: write the id of the technical user',
  password: 'is missing: refer to the secret of the technical user',
  client: `is missing: write the id of the client that ${TOKEN_URL} issues tokens to`,
  secret: `is missing: refer to the secret of the client that ${TOKEN_URL} issues tokens to`,
} as const;

/** @param names the kinds that the connector takes, the default among them. Default: all */
export function authenticationProperty(names: readonly AuthenticationName[] = NAMES) {
  const [first = DEFAULT, ...others] = names;
  return z
    .enum([first, ...others], {
      error: `must be ${names.join(' or ')}: there is no other way to log on to this type of system`,
    })
    .optional()
    .meta({ description: 'How to log on to the backend.', default: DEFAULT });
}

export const TOKEN_URL_MEANING = {
  description:
    'Where the client gets its tokens (OAuth 2.0, client credentials): requests to the backend carry one.',
  value: 'URL',
};

/** @param missing what is said where it has to be there and is not */
export function tokenUrlProperty(missing?: string) {
  const text = z.string({ error: missing });
  return (missing === undefined ? text : text.min(1, missing)).transform((value, context): TokenUrl => {
    const url = parseTokenUrl(value);
    if (typeof url !== 'string') return url;
    context.addIssue(url);
    return z.NEVER;
  });
}

/** What belongs together is checked by {@link checkAuthentication} and read by {@link readAuthentication}. */
export function authenticationProperties(names?: readonly AuthenticationName[]) {
  return {
    Authentication: authenticationProperty(names),
    User: z
      .string()
      .min(1, MISSING.user)
      .optional()
      .meta({
        description: `Id of the technical user; with \`${TOKEN_URL}\`, of the client.`,
        needed: NEEDED,
      }),
    Password: z
      .string()
      .min(1, MISSING.password)
      .superRefine(problemOf(passwordProblem))
      .optional()
      .meta({ description: 'Secret of `User`.', needed: NEEDED }),
    [TOKEN_URL]: tokenUrlProperty().optional().meta(TOKEN_URL_MEANING),
    [SCOPE]: z
      .string()
      .regex(SCOPES, 'must be scopes, separated by single blanks')
      .optional()
      .meta({ description: 'Scopes that the tokens are to have, separated by blanks.', value: 'scopes' }),
  };
}

export type AuthenticationProperties = z.output<z.ZodObject<ReturnType<typeof authenticationProperties>>>;

interface Finding {
  readonly property: string;
  readonly message: string;
}

/** What is missing for the kind of authentication, or contradicts it; empty where all is well. */
export function authenticationProblems(properties: Readonly<Record<string, unknown>>): Finding[] {
  const { Authentication: name = DEFAULT, User: user, Password: password } = properties;
  const isOAuth = properties[TOKEN_URL] !== undefined;
  if (name === 'NoAuthentication' && isOAuth) {
    const message =
      'must be BasicAuthentication or ClientCertificateAuthentication, so that the client proves to OAuth2TokenServiceURL who it is';
    return [{ property: 'Authentication', message }];
  }
  const isBasic = name === 'BasicAuthentication';
  const problems: Finding[] = [];
  if (user === undefined && (isBasic || isOAuth)) {
    problems.push({ property: 'User', message: isOAuth ? MISSING.client : MISSING.user });
  }
  if (typeof user === 'string') {
    // Ids of clients may have a colon: they are encoded (RFC 6749 §2.3.1).
    const unfit = isOAuth ? passwordProblem(user) : userProblem(user);
    if (unfit !== undefined) problems.push({ property: 'User', message: unfit });
  }
  if (password === undefined && isBasic) {
    problems.push({ property: 'Password', message: isOAuth ? MISSING.secret : MISSING.password });
  }
  return problems;
}

/** Of properties without {@link authenticationProblems}. */
export function readAuthentication(properties: AuthenticationProperties): {
  readonly authentication: Authentication;
  readonly notices: readonly Notice[];
} {
  const { Authentication: name = DEFAULT, User: user = '', Password: password = '' } = properties;
  const { [TOKEN_URL]: tokenUrl, [SCOPE]: scope } = properties;
  const isBasic = name === 'BasicAuthentication';
  if (tokenUrl !== undefined) {
    const clientSecret = isBasic ? password : undefined;
    return {
      authentication: { kind: 'oauth', tokenUrl, clientId: user, clientSecret, scope },
      notices: [...tokenUrl.notices, ...(isBasic ? [] : ignored(properties, name, 'Password'))],
    };
  }
  const scopeNotice =
    scope === undefined ? [] : [{ property: SCOPE, message: `has no effect without ${TOKEN_URL}` }];
  if (isBasic) {
    return { authentication: { kind: 'basic', credentials: { user, password } }, notices: scopeNotice };
  }
  return {
    authentication: { kind: name === 'NoAuthentication' ? 'none' : 'certificate' },
    notices: [...scopeNotice, ...ignored(properties, name, 'User', 'Password')],
  };
}

function ignored(
  properties: AuthenticationProperties,
  name: AuthenticationName,
  ...names: readonly ('User' | 'Password')[]
): Notice[] {
  const given = names.filter((property) => properties[property] !== undefined);
  return given.map((property) => ({ property, message: `is ignored, because Authentication is ${name}` }));
}

function problemOf(find: (text: string) => string | undefined) {
  return (text: string, context: z.core.$RefinementCtx): void => {
    const problem = find(text);
    if (problem !== undefined) context.addIssue(problem);
  };
}
