import { ledgerEntry, payoutWindow } from '../dataset/balance.facts.js';
import { accountInvalid } from '../stripe.errors.js';
import type { ApiCall } from './api.call.js';

const MOST_LINES = 20_000;

export function ownAccount(call: ApiCall): unknown {
  return call.account.describe();
}

/** A platform may read the accounts connected to it, anyone their own. */
export function retrieveAccount(call: ApiCall, id: string): unknown {
  if (id === call.account.id) return call.account.describe();
  const { platform, accounts } = call.world;
  const other = accounts.get(id);
  if (!other || !call.asPlatform || !platform.connected.has(id)) throw accountInvalid(call.key, id);
  return other.describe();
}

/** What the last payouts have not taken yet. */
export function balance(call: ApiCall): unknown {
  const { data } = call.account;
  const sums = new Map([
    ['usd', 0],
    ['eur', 0],
  ]);
  for (const [currency, from] of unpaidSince(call)) {
    for (let position = from; position < data.counts.balance_transactions; position += 1) {
      const line = ledgerEntry(data, position);
      if (line.currency !== currency || line.type === 'payout') continue;
      sums.set(currency, (sums.get(currency) ?? 0) + line.amount - line.fee);
    }
  }
  const amounts = [...sums].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }));
  const nothing = amounts.map(({ currency }) => ({ amount: 0, currency, source_types: { card: 0 } }));
  return { object: 'balance', available: nothing, livemode: false, pending: amounts };
}

function unpaidSince(call: ApiCall): [string, number][] {
  const { data } = call.account;
  const { payouts, balance_transactions: lines } = data.counts;
  const since = new Map([
    ['usd', 0],
    ['eur', 0],
  ]);
  for (let index = Math.max(0, payouts - 4); index < payouts; index += 1) {
    const window = payoutWindow(data, index);
    since.set(window.currency, window.to);
  }
  return [...since].map(([currency, from]) => [currency, Math.max(from, lines - MOST_LINES)]);
}
