/**
 * Which hosts may get the password and the tokens of a landscape. The root document says where its services are, and
 * whoever can change that document, or the name service, must not get them sent anywhere.
 */
export const TRUSTED_DOMAINS = 'ipsproxy.cf.trusted.domains';

const IP_ADDRESS = /^(?:\[.*\]|\d+(?:\.\d+){3})$/;
const DOMAIN = /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)*[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;
/** Like `co.uk` and `com.au`, below which everybody has domains. */
const SHARED = /^[a-z]{2,3}\.[a-z]{2}$/;

/** `https://api.cf.eu10.hana.ondemand.com` → `cf.eu10.hana.ondemand.com`; a host of another form stands for itself. */
export function domainOf(origin: string): string {
  const { hostname } = new URL(origin);
  const domain = hostname.replace(/^api\./, '');
  return IP_ADDRESS.test(hostname) || !domain.includes('.') || SHARED.test(domain) ? hostname : domain;
}

/** Whether the host is one of the domains or below one. An address has nothing below it; a port is of no interest. */
export function isWithin(origin: string, domains: readonly string[]): boolean {
  const { hostname } = new URL(origin);
  return domains.some(
    (domain) => hostname === domain || (!IP_ADDRESS.test(domain) && hostname.endsWith(`.${domain}`)),
  );
}

/** Domains or hosts, separated by commas or blanks; `undefined` where one of them can be none. */
export function parseDomains(text: string): string[] | undefined {
  const domains = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((domain) => domain !== '');
  return domains.every((domain) => DOMAIN.test(domain)) ? domains : undefined;
}
