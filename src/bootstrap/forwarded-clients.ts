import { BlockList, isIPv4 } from 'node:net';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.js';

const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addAddress('::1', 'ipv6');

/**
 * Logs a warning once if the service is behind a proxy that TRUSTED_PROXIES does not name. All clients of that proxy
 * share its address, and so also one allowance of failed authentications.
 */
export function reportForwardedClients(fastify: FastifyInstance, { trustedProxies }: Config): void {
  if (trustedProxies.length > 0) return;
  let reported = false;
  fastify.addHook('onRequest', ({ headers, socket }, _reply, done) => {
    if (!reported && headers['x-forwarded-for'] !== undefined && isPrivate(socket.remoteAddress)) {
      reported = true;
      new Logger('Http').warn(
        'A proxy at a private address sends X-Forwarded-For, and TRUSTED_PROXIES is empty: all its clients count as one. Set TRUSTED_PROXIES to its address',
      );
    }
    done();
  });
}

function isPrivate(address: string | undefined): boolean {
  if (!address) return false;
  const bare = address.replace(/^::ffff:/i, '');
  return PRIVATE.check(bare, isIPv4(bare) ? 'ipv4' : 'ipv6');
}
