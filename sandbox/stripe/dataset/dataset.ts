import { Base62Codec, base62Word } from '../../common/base62.codec.js';
import { InterleavedSequence } from '../../common/interleave.sequence.js';
import { childrenOf, parentOf, someEarlier } from '../../common/even.spread.js';
import { hashText, mix32 } from '../../common/seeded.random.js';
import { TimeCurve } from '../../common/time.curve.js';
import { SHAPES, STREAMS, type StreamName } from '../stripe.stream.js';
import type { StreamCounts } from './stream.counts.js';

/** What the balance transactions come from, in the order in which they are interleaved. */
const BALANCE_SOURCES = ['charges', 'refunds', 'disputes', 'payouts', 'transfers', 'application_fees'] as const;

const ID_WORD = 10;
const BURST = 4;
const FEWEST_FOR_BURSTS = 64;

/**
 * The original content of an account. Nothing is stored: ids, times and relations are functions of (seed, index), so
 * a million customers cost no memory. An index at or above the count belongs to an object created later.
 */
export class Dataset {
  /** Creation time of objects beyond the original content, while one of them is being built. */
  appendedAt: number;
  readonly key: number;
  private readonly keys = {} as Record<StreamName, number>;
  private readonly codecs = {} as Record<StreamName, Base62Codec>;
  private readonly shifts = {} as Record<StreamName, number>;
  private readonly curve: TimeCurve;
  private readonly suffix: string;
  private readonly ledger: InterleavedSequence;

  constructor(
    readonly account: string,
    seed: number,
    readonly counts: StreamCounts,
    readonly createdFrom: number,
    readonly createdTo: number,
  ) {
    this.key = mix32(hashText(account), seed, 17);
    this.appendedAt = createdTo;
    this.curve = new TimeCurve(createdFrom, createdTo);
    this.suffix = base62Word(this.key, 0, 3, ID_WORD);
    this.ledger = new InterleavedSequence(BALANCE_SOURCES.map((source) => counts[source]));
    STREAMS.forEach((stream, at) => {
      this.keys[stream] = mix32(this.key, at, 41);
      this.codecs[stream] = new Base62Codec(this.keys[stream]);
      this.shifts[stream] = 0;
    });
    this.shift('charges', 'payments');
    this.shift('refunds', 'charges');
    this.shift('disputes', 'charges');
    this.shift('early_fraud_warnings', 'charges');
    this.shift('invoices', 'subscriptions');
    this.shift('credit_notes', 'invoices');
  }

  /** A hash of one property of one object. */
  hash(stream: StreamName, index: number, salt: number): number {
    return mix32(this.keys[stream], index, salt);
  }

  word(stream: StreamName, index: number, salt: number, length: number): string {
    return base62Word(this.keys[stream], index, salt, length);
  }

  id(stream: StreamName, index: number): string {
    const code = this.codecs[stream].encode(index);
    if (stream === 'coupons') return code;
    const prefix = SHAPES[stream].idPrefix;
    if (stream === 'customers' || stream === 'products') return prefix + this.word(stream, index, 3, 6) + code;
    if (stream === 'checkout_sessions') return prefix + this.word(stream, index, 3, 48) + code;
    return prefix + this.word(stream, index, 3, 5) + this.suffix + code;
  }

  /** The index behind an id, or undefined when this account's stream never had such an id. */
  indexOf(stream: StreamName, id: string): number | undefined {
    const index = this.codecs[stream].decode(id.slice(-8));
    return index !== undefined && this.id(stream, index) === id ? index : undefined;
  }

  /** Never decreases with the index. Every now and then a few neighbours share one second. */
  created(stream: StreamName, index: number): number {
    const count = this.counts[stream];
    if (index >= count) return this.appendedAt;
    // An invoice and its payment come about together.
    if (stream === 'invoice_payments' && this.counts.payments > 0) {
      return this.created('payments', this.parent(stream, 'payments', index));
    }
    const group = Math.floor(index / BURST);
    const burst = count >= FEWEST_FOR_BURSTS && (this.hash(stream, group, 5) & 7) === 0;
    const place = burst ? group * BURST : index + (this.hash(stream, index, 6) & 1023) / 1024;
    return this.curve.at(place / count + this.shifts[stream]);
  }

  /** How many of the original objects were created at or before this time. */
  countUntil(stream: StreamName, time: number): number {
    let low = 0;
    let high = this.counts[stream];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.created(stream, middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The object that this one belongs to (even spread, in order of time), or -1 when there is none. */
  parent(child: StreamName, parent: StreamName, index: number): number {
    const parents = this.counts[parent];
    const children = this.counts[child];
    if (index >= children && parents > 0) return this.hash(child, index, 11) % parents;
    return parentOf(index, children, parents);
  }

  /** The indexes [from, to) of the objects that `parent` gives this one. */
  children(child: StreamName, parent: StreamName, index: number): [number, number] {
    return childrenOf(index, this.counts[child], this.counts[parent]);
  }

  /** Some older object of another stream, or -1. */
  earlier(of: StreamName, stream: StreamName, index: number, salt: number): number {
    return someEarlier(this.counts[of], index, this.counts[stream], this.hash(stream, index, salt));
  }

  idOrNull(stream: StreamName, index: number): string | null {
    return index < 0 ? null : this.id(stream, index);
  }

  /** The position in the ledger of a source's balance transaction, or -1. */
  ledgerPosition(source: (typeof BALANCE_SOURCES)[number], index: number): number {
    if (index >= this.counts[source]) return -1;
    const position = this.ledger.position(BALANCE_SOURCES.indexOf(source), index);
    return position < this.counts.balance_transactions ? position : -1;
  }

  ledgerSource(position: number): { source: (typeof BALANCE_SOURCES)[number]; index: number } | undefined {
    if (position >= this.ledger.length) return undefined;
    const { part, rank } = this.ledger.member(position);
    return { source: BALANCE_SOURCES[part]!, index: rank };
  }

  /** Objects that follow another one are placed a little later, so that no refund is older than its charge. */
  private shift(stream: StreamName, after: StreamName): void {
    const count = this.counts[stream];
    const own = count < FEWEST_FOR_BURSTS ? 0 : BURST / count;
    this.shifts[stream] = this.shifts[after] + Math.min(0.1, own + 1 / Math.max(1, this.counts[after]));
  }
}
