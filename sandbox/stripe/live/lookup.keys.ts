import type { StripeObject } from '../stripe.stream.js';
import type { StreamStore } from './stream.store.js';

/** As original prices have them: the number is the index. */
const ORIGINAL = /^plan_(\d+)$/;

/** Which price holds a lookup key now. */
export class LookupKeys {
  private readonly holders = new Map<string, Set<string>>();

  constructor(private readonly prices: StreamStore<StripeObject>) {}

  /** Of a price that was made or changed. */
  note({ id, lookup_key: key }: StripeObject): void {
    if (typeof key !== 'string') return;
    const holders = this.holders.get(key);
    if (holders) holders.add(id);
    else this.holders.set(key, new Set([id]));
  }

  holdersOf(key: string): StripeObject[] {
    const noted = [...(this.holders.get(key) ?? [])].map((id) => this.prices.find(id));
    const [, index] = ORIGINAL.exec(key) ?? [];
    const original = index === undefined ? null : this.prices.at(Number(index));
    const holders = [...noted, original].filter((price) => price?.lookup_key === key) as StripeObject[];
    return [...new Map(holders.map((price) => [price.id, price])).values()];
  }
}
