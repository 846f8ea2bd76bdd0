/** Where a system is, and how clients log on there, as far as documents about it say so. */
import type { ApiAddress } from '../../openapi/api.ts';
import type { RouteFamily } from '../families.ts';
import { TOKEN_PATH } from '../oauth/routes.ts';
import type { Runtime } from '../runtime.ts';

export function apiAddress(
  baseUrl: string,
  family: RouteFamily,
  { oauth, clientCertificates }: Pick<Runtime, 'oauth' | 'clientCertificates'>,
): ApiAddress {
  const isOn = { basic: true, bearer: oauth !== undefined, certificate: clientCertificates?.isUsed === true };
  const origin = baseUrl.slice(0, baseUrl.lastIndexOf(`${family.prefix}/`));
  return {
    baseUrl,
    waysIn: family.waysIn.filter((way) => isOn[way]),
    tokenUrl: oauth?.own === undefined ? undefined : `${origin}${TOKEN_PATH}`,
  };
}
