/** Who counts as one where callers are counted. */
import { isIP, isIPv4 } from 'node:net';

/**
 * An IPv4 address, or the first 64 bits of an IPv6 address: the rest a client can choose as it likes (RFC 4291 §2.5.4).
 *
 * @param address also with a port, as some routers write it into X-Forwarded-For
 * @returns `undefined` where it is no address
 */
export function networkOf(address: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
  if (isIP(bare) === 0) return undefined;
  const mapped = bare.replace(/^::ffff:(?=[\d.]+$)/i, '');
  if (isIPv4(mapped)) return mapped;
  const [head = '', tail] = bare.replace(/%.*$/, '').split('::');
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

/** An IPv4 address at the end takes the place of two. */
function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
