/** What everybody may read of a UAA: how it introduces itself to people and to clients. */
import type { StandInAnswer } from '../../kit/message.ts';
import { type Landscape, ZONE } from '../landscape.ts';
import { type UaaCall, uaaAnswer } from './call.ts';
import { UntranslatedError } from './errors.ts';
import { jsonType, readAccept } from './web/accept.ts';
import { uaaPage } from './web/pages.ts';

/** `/info`: what a login screen has to know. @throws UntranslatedError 406 where the client takes no JSON */
export function serverInfo({ landscape, request }: UaaCall): StandInAnswer {
  const accepted = readAccept(request.headers.accept);
  if (accepted === 'unreadable' || jsonType(accepted) === undefined) throw new UntranslatedError(406);
  return uaaAnswer(200, introduction(landscape), { 'content-type': 'application/json;charset=UTF-8' });
}

/** `/login`, where everything leads that is no endpoint. */
export function loginPage(call: UaaCall): StandInAnswer {
  const page = uaaPage(call.request, 200);
  return String(page.headers?.['content-type']).startsWith('text/html') ? page : serverInfo(call);
}

/** OpenID Connect Discovery 1.0 §3. */
export function openIdConfiguration({ landscape: { url } }: UaaCall): StandInAnswer {
  return uaaAnswer(200, {
    issuer: `${url}/oauth/token`,
    authorization_endpoint: `${url}/oauth/authorize`,
    token_endpoint: `${url}/oauth/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'HS256'],
    userinfo_endpoint: `${url}/userinfo`,
    jwks_uri: `${url}/token_keys`,
    end_session_endpoint: `${url}/logout.do`,
    scopes_supported: ['openid', 'profile', 'email', 'phone', 'roles', 'user_attributes'],
    response_types_supported: ['code', 'code id_token', 'id_token', 'token id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'HS256'],
    id_token_encryption_alg_values_supported: ['none'],
    claim_types_supported: ['normal'],
    claims_supported: CLAIMS,
    claims_parameter_supported: false,
    service_documentation: 'http://docs.cloudfoundry.org/api/uaa/',
    ui_locales_supported: ['en-US'],
    code_challenge_methods_supported: ['S256', 'plain'],
  });
}

const CLAIMS: readonly string[] = [
  'sub',
  'user_name',
  'origin',
  'iss',
  'auth_time',
  'amr',
  'acr',
  'client_id',
  'aud',
  'zid',
  'grant_type',
  'user_id',
  'azp',
  'scope',
  'exp',
  'iat',
  'jti',
  'rev_sig',
  'cid',
  'given_name',
  'family_name',
  'phone_number',
  'email',
];

function introduction({ url, domain }: Landscape): Readonly<Record<string, unknown>> {
  return {
    app: { version: '77.20.0' },
    links: { uaa: url, passwd: '/forgot_password', login: url, register: '/create_account' },
    zone_name: ZONE,
    entityID: domain,
    commit_id: '13dc87a',
    idpDefinitions: {},
    prompts: { username: ['text', 'Email'], password: ['password', 'Password'] },
    timestamp: '2024-10-24T14:05:34+0200',
  };
}
