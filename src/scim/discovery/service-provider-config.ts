/** What a system can do, as clients read it (RFC 7643 §5, RFC 9865 §4). */
import type { JsonObject } from '../json.ts';
import { discoveryDocument } from './meta.ts';

export interface DescribedFeatures {
  /** Some resource type takes PATCH, the backend's own or the proxy's. */
  readonly patch: boolean;
  readonly bulk: { readonly supported: boolean; readonly maxOperations: number };
  readonly filter: { readonly supported: boolean; readonly maxResults: number };
  /** A password can be written. */
  readonly changePassword: boolean;
  readonly sort: boolean;
  /** Entities have versions. */
  readonly etag: boolean;
  /** RFC 9865 §4. */
  readonly pagination: {
    readonly cursor: boolean;
    readonly index: boolean;
    readonly defaultPageSize: number;
    readonly maxPageSize: number;
    /** Seconds. */
    readonly cursorTimeout?: number | undefined;
  };
}

/** How clients can log on. */
export type LogonScheme = 'basic' | 'bearer' | 'certificate';

export interface ServiceProviderConfigParts {
  readonly features: DescribedFeatures;
  /** Bytes of a body. */
  readonly maxPayloadSize: number;
  /** The first one is recommended. */
  readonly logonSchemes: readonly LogonScheme[];
}

/** @param baseUrl of the system, without a slash at the end */
export function serviceProviderConfigDocument(
  { features, maxPayloadSize, logonSchemes }: ServiceProviderConfigParts,
  baseUrl: string,
): JsonObject {
  const { patch, bulk, filter, changePassword, sort, etag, pagination } = features;
  const { cursorTimeout } = pagination;
  const content = {
    patch: { supported: patch },
    bulk: { ...bulk, maxPayloadSize },
    filter: { ...filter },
    changePassword: { supported: changePassword },
    sort: { supported: sort },
    etag: { supported: etag },
    pagination: {
      cursor: pagination.cursor,
      index: pagination.index,
      defaultPaginationMethod: 'index',
      defaultPageSize: pagination.defaultPageSize,
      maxPageSize: pagination.maxPageSize,
      ...(cursorTimeout === undefined ? {} : { cursorTimeout }),
    },
    authenticationSchemes: logonSchemes.map((scheme, index) => ({
      ...SCHEMES[scheme],
      ...(index === 0 ? { primary: true } : {}),
    })),
  };
  return discoveryDocument('ServiceProviderConfig', content, baseUrl);
}

/** RFC 7643 §5 has no name for certificates; the first two are its own. */
const SCHEMES: Readonly<Record<LogonScheme, JsonObject>> = {
  basic: {
    type: 'httpbasic',
    name: 'HTTP Basic',
    description: 'Id and secret of a technical user.',
    specUri: 'https://www.rfc-editor.org/info/rfc7617',
  },
  bearer: {
    type: 'oauthbearertoken',
    name: 'OAuth Bearer Token',
    description: 'An access token of an issuer that the proxy accepts, or of its own.',
    specUri: 'https://www.rfc-editor.org/info/rfc6750',
  },
  certificate: {
    type: 'clientcertificate',
    name: 'TLS Client Certificate',
    description: 'A certificate that belongs to a technical user.',
    specUri: 'https://www.rfc-editor.org/info/rfc8446',
  },
};
