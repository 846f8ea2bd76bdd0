/** Addresses of callers, and who counts as one where callers are counted. */
import { isIP, isIPv4 } from 'node:net';

/**
 * An address alone, IPv4 also where it came as IPv6.
 *
 * @param text also with a port, as some routers write it into X-Forwarded-For, or with a zone
 * @returns `undefined` where it is no address
 */
export function addressOf(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  if (isIP(bare) === 0) return undefined;
  const mapped = bare.replace(/^::ffff:(?=[\d.]+$)/i, '');
  return isIPv4(mapped) ? mapped : bare.replace(/%.*$/, '');
}

/**
 * An IPv4 address, or the first 64 bits of an IPv6 address: the rest a client can choose as it likes (RFC 4291 §2.5.4).
 *
 * @param text as for {@link addressOf}
 * @returns `undefined` where it is no address
 */
export function networkOf(text: string): string | undefined {
  const address = addressOf(text);
  if (address === undefined || isIPv4(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = groupsOf(head);
  if (tail !== undefined) {
    const end = groupsOf(tail);
    groups.push(...Array<string>(8 - groups.length - end.length).fill('0'), ...end);
  }
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** Who counts as one with a client, whatever is known of where it is. */
export function callerOf(address: string): string {
  return networkOf(address) ?? address;
}

/** An IPv4 address at the end takes the place of two. */
function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
