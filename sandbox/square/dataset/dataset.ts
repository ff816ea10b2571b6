import { Base62Codec, base62Word } from '../../common/base62.codec.js';
import { childrenOf, parentOf, someEarlier } from '../../common/even.spread.js';
import { hashText, mix32 } from '../../common/seeded.random.js';
import { TimeCurve } from '../../common/time.curve.js';
import { STREAMS, type StreamName } from '../square.stream.js';
import type { StreamCounts } from './stream.counts.js';

type KeyedStream = Exclude<StreamName, 'inventory_counts'>;

/** What stands before the eight characters that hold the index. */
const PREFIX: Record<KeyedStream, [text: string, words: number]> = {
  locations: ['L', 5],
  customers: ['', 18],
  products: ['', 16],
  orders: ['', 20],
  payments: ['', 20],
  refunds: ['', 30],
  invoices: ['inv:0-Ch', 18],
  disputes: ['', 13],
  payouts: ['po_', 20],
  payout_entries: ['poe_', 18],
  gift_cards: ['gftc:', 22],
  loyalty_accounts: ['', 24],
  bank_accounts: ['bact:', 20],
  gift_card_activities: ['gcact_', 24],
};

/**
 * The original content of a merchant. Nothing is stored: ids, times and relations are functions of (seed, index). An
 * index at or above the count belongs to an object created later. Times are epoch milliseconds.
 */
export class Dataset {
  readonly key: number;
  private readonly keys = {} as Record<StreamName, number>;
  private readonly codecs = {} as Record<StreamName, Base62Codec>;
  private readonly curve: TimeCurve;

  constructor(
    readonly merchant: string,
    seed: number,
    readonly counts: StreamCounts,
    readonly from: number,
    readonly to: number,
  ) {
    this.key = mix32(hashText(merchant), seed, 23);
    this.curve = new TimeCurve(from, to);
    STREAMS.forEach((stream, at) => {
      this.keys[stream] = mix32(this.key, at, 43);
      this.codecs[stream] = new Base62Codec(this.keys[stream]);
    });
  }

  /** A hash of one property of one object. */
  hash(stream: StreamName, index: number, salt: number): number {
    return mix32(this.keys[stream], index, salt);
  }

  word(stream: StreamName, index: number, salt: number, length: number): string {
    return base62Word(this.keys[stream], index, salt, length);
  }

  id(stream: KeyedStream, index: number): string {
    const [text, length] = PREFIX[stream];
    return text + this.word(stream, index, 3, length) + this.codecs[stream].encode(index);
  }

  /** The index behind an id, or undefined when this merchant's stream never had such an id. */
  indexOf(stream: KeyedStream, id: string): number | undefined {
    const index = this.codecs[stream].decode(id.slice(-8));
    return index !== undefined && this.id(stream, index) === id ? index : undefined;
  }

  /** Where on the time axis the index stands; every now and then a few neighbours share one moment. */
  moment(stream: StreamName, index: number): number {
    const count = Math.max(1, this.counts[stream]);
    const group = Math.floor(index / 4);
    const burst = count >= 64 && (this.hash(stream, group, 5) & 7) === 0;
    return this.curve.at((burst ? group * 4 : index + (this.hash(stream, index, 6) & 1023) / 1024) / count);
  }

  /** A later moment that is still in the past of the account's creation. */
  after(time: number, delay: number): number {
    return Math.min(time + delay, Math.max(time, this.to));
  }

  /** The object that this one belongs to (even spread, in order of time), or -1 when there is none. */
  parent(child: StreamName, parent: StreamName, index: number): number {
    return parentOf(index, this.counts[child], this.counts[parent]);
  }

  /** The indexes [from, to) of the objects that `parent` gives this one. */
  children(child: StreamName, parent: StreamName, index: number): [number, number] {
    return childrenOf(index, this.counts[child], this.counts[parent]);
  }

  /** Some older object of another stream, or -1. */
  earlier(of: StreamName, stream: StreamName, index: number, salt: number): number {
    return someEarlier(this.counts[of], index, this.counts[stream], this.hash(stream, index, salt));
  }
}
