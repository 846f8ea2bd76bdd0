/** Ranges of IP addresses, as `10.1.0.0/16` (RFC 4632 §3.1, RFC 4291 §2.3). */
import { BlockList, isIP } from 'node:net';

/** What a message says of them. */
export const ADDRESS_RANGE_FORMS = 'an IP address or a range of them, e.g. "10.1.0.0/16" or "2001:db8::/32"';

/** Whether `text` is an address, or one with the number of bits that count; IPv4 is written as such. */
export function isAddressRange(text: string): boolean {
  const { address, version, bits } = partsOf(text);
  if (version === 0 || address.includes('%') || bits > (version === 4 ? 32 : 128)) return false;
  // However it is spelled: a range that no caller is ever in would keep everybody out.
  return version === 4 || bits < MAPPED_BITS || !MAPPED.check(address, 'ipv6');
}

/** IPv4 addresses as IPv6 writes them (RFC 4291 §2.5.5.2): callers are known by the IPv4 address. */
const MAPPED_BITS = 96;
const MAPPED = new BlockList();
MAPPED.addSubnet('::ffff:0:0', MAPPED_BITS, 'ipv6');

export class AddressRanges {
  /** Apart, as one list for both would take IPv4 addresses for those of IPv6 that they can be written as. */
  readonly #lists = { ipv4: new BlockList(), ipv6: new BlockList() };

  /** @param ranges checked by {@link isAddressRange} */
  constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const { address, version, bits } = partsOf(range);
      const family = familyOf(version);
      this.#lists[family].addSubnet(address, bits, family);
    }
  }

  /** @param address anything; what is no address is in no range */
  has(address: string): boolean {
    const version = isIP(address);
    const family = familyOf(version);
    return version !== 0 && this.#lists[family].check(address, family);
  }
}

function familyOf(version: number): 'ipv4' | 'ipv6' {
  return version === 4 ? 'ipv4' : 'ipv6';
}

function partsOf(range: string): { address: string; version: number; bits: number } {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(range) ?? [];
  const version = isIP(address);
  return { address, version, bits: bits === undefined ? (version === 4 ? 32 : 128) : Number(bits) };
}
