import type { IncomingHttpHeaders } from 'node:http';
import type { StripeAccount } from '../live/stripe.account.js';
import { accountInvalid, expiredKey, invalidKey, noKey } from '../stripe.errors.js';
import type { StripeWorld } from '../stripe.world.js';
import { presentedKey } from '../connect/presented.key.js';

export interface Principal {
  key: string;
  account: StripeAccount;
  asPlatform: boolean;
  denied: ReadonlySet<string>;
}

const NOTHING_DENIED: ReadonlySet<string> = new Set();

export function wantedAccount(headers: IncomingHttpHeaders): string | undefined {
  const value = headers['stripe-account'] ?? headers['stripe-context'];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function authenticate(world: StripeWorld, headers: IncomingHttpHeaders): Principal {
  const key = presentedKey(headers);
  if (key === undefined) throw noKey();
  const wanted = wantedAccount(headers);
  const entry = world.keys.get(key);
  if (entry?.revoked) throw expiredKey(key);
  if (key === world.platform.secretKey) {
    if (wanted === undefined || wanted === world.platform.account) {
      return { key, account: world.platformAccount(), asPlatform: true, denied: NOTHING_DENIED };
    }
    const connected = world.platform.connected.has(wanted) ? world.accounts.get(wanted) : undefined;
    if (!connected) throw accountInvalid(key, wanted);
    return { key, account: connected, asPlatform: false, denied: NOTHING_DENIED };
  }
  const account = entry && world.accounts.get(entry.account);
  if (!account) throw invalidKey(key);
  if (wanted !== undefined && wanted !== account.id) throw accountInvalid(key, wanted);
  return { key, account, asPlatform: false, denied: entry.denied };
}
