import { isIPv6 } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The key under which a client is counted: its IPv4 address, or the first 64 bits of its IPv6 address. One client
 * usually has all addresses of such a network.
 */
export function clientKey(address: string): string {
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped) return mapped;
  const [bare = ''] = address.split('%');
  if (!isIPv6(bare)) return address;
  const [head = '', tail] = bare.split('::');
  const left = groups(head);
  const right = groups(tail ?? '');
  // A dotted IPv4 tail replaces two groups. It is never among the first four groups of an uncompressed address.
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length - (bare.includes('.') ? 1 : 0);
  const all = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right];
  return `${all.slice(0, 4).map(canonical).join(':')}::/64`;
}

function groups(text: string): string[] {
  return text.split(':').filter(Boolean);
}

function canonical(group: string): string {
  return Number.parseInt(group, 16).toString(16);
}
