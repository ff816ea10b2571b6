import { childrenOf, parentOf } from '../../common/even.spread.js';
import { hashText, mix32 } from '../../common/seeded.random.js';
import { TimeCurve } from '../../common/time.curve.js';
import { SHAPES, STREAMS, type StreamName } from '../quickbooks.entity.js';
import type { StreamCounts } from './stream.counts.js';

const BURST = 4;
/** Of fewer objects, those of a burst would be further from their places than what they follow is. */
const BURST_FROM = 100;
const DAY = 86_400;
const ID_BLOCK = 8;
const TRANSACTIONS = STREAMS.filter((stream) => SHAPES[stream].kind === 'transaction');
/** Set up before business begins: what transactions refer to is older than they are. */
const CATALOG: ReadonlySet<StreamName> = new Set([
  'products',
  'accounts',
  'classes',
  'departments',
  'tax_codes',
  'tax_rates',
  'vendors',
]);
/** What settles them, and so changes their balance. */
const PAYMENTS_OF: Partial<Record<StreamName, StreamName>> = { invoices: 'payments', bills: 'bill_payments' };
const CATALOG_SHARE = 0.02;

/**
 * The original content of a company. Nothing is stored: ids, times and relations are functions of (seed, index). An
 * index at or above the count belongs to an object created later, of which only the id comes from here.
 */
export class Dataset {
  private readonly keys = {} as Record<StreamName, number>;
  private readonly shifts = {} as Record<StreamName, number>;
  private readonly curve: TimeCurve;

  constructor(
    readonly realmId: string,
    seed: number,
    readonly counts: StreamCounts,
    readonly createdFrom: number,
    readonly createdTo: number,
    /** Without it, objects are in the home currency and do not say so. */
    readonly isMulticurrency = false,
  ) {
    const key = mix32(hashText(realmId), seed, 17);
    this.curve = new TimeCurve(createdFrom, createdTo);
    STREAMS.forEach((stream, at) => {
      this.keys[stream] = mix32(key, at, 41);
      this.shifts[stream] = 0;
    });
    this.follow('invoices', 'customers');
    this.follow('payments', 'invoices');
    this.follow('deposits', 'payments');
    this.follow('credit_memos', 'invoices');
    this.follow('sales_receipts', 'customers');
    this.follow('refund_receipts', 'sales_receipts');
    this.follow('estimates', 'customers');
    this.follow('bill_payments', 'bills');
  }

  /** A hash of one property of one object. */
  hash(stream: StreamName, index: number, salt: number): number {
    return mix32(this.keys[stream], index, salt);
  }

  /**
   * Ids are numeric text, near the order of creation but not in it. Transactions of all kinds share one sequence; lists
   * have one each.
   */
  id(stream: StreamName, index: number): string {
    const number = this.scrambled(stream, index);
    const at = TRANSACTIONS.indexOf(stream);
    return String(at < 0 ? number + 1 : 101 + number * TRANSACTIONS.length + at);
  }

  /** The index behind an id, or undefined when this entity can never have such an id. */
  indexOf(stream: StreamName, id: string): number | undefined {
    if (!/^[1-9]\d{0,14}$/.test(id)) return undefined;
    const at = TRANSACTIONS.indexOf(stream);
    const number = at < 0 ? Number(id) - 1 : (Number(id) - 101 - at) / TRANSACTIONS.length;
    return Number.isInteger(number) && number >= 0 ? this.scrambled(stream, number) : undefined;
  }

  /** Epoch seconds; never decreases with the index. Every now and then a few neighbours share one second. */
  createdAt(stream: StreamName, index: number): number {
    const count = this.counts[stream];
    const group = Math.floor(index / BURST);
    const isBurst = count >= BURST_FROM && (this.hash(stream, group, 5) & 7) === 0;
    const place = isBurst ? group * BURST : index + (this.hash(stream, index, 6) & 1023) / 1024;
    const share = CATALOG.has(stream) ? (place / count) * CATALOG_SHARE : place / count + this.shifts[stream];
    return this.curve.at(share);
  }

  /** Epoch seconds: the creation, a later edit, or the payment that settled it. */
  updatedAt(stream: StreamName, index: number): number {
    const created = this.createdAt(stream, index);
    const hash = this.hash(stream, index, 7);
    const edited = (hash & 3) === 0 ? Math.min(this.createdTo, created + 60 + (hash % (20 * DAY))) : created;
    const payments = PAYMENTS_OF[stream];
    if (!payments) return edited;
    const [from, to] = this.children(payments, stream, index);
    return from < to ? Math.max(edited, this.createdAt(payments, to - 1)) : edited;
  }

  isActive(stream: StreamName, index: number): boolean {
    if (SHAPES[stream].kind !== 'list' || stream === 'tax_codes' || stream === 'tax_rates') return true;
    if (stream === 'accounts' && index < 12) return true;
    return this.hash(stream, index, 8) % 29 !== 0;
  }

  /** The object that this one belongs to (even spread, in order of time), or -1 when there is none. */
  parent(child: StreamName, parent: StreamName, index: number): number {
    return parentOf(index, this.counts[child], this.counts[parent]);
  }

  /** The indexes [from, to) of the objects that `parent` gives this one. */
  children(child: StreamName, parent: StreamName, index: number): [number, number] {
    return childrenOf(index, this.counts[child], this.counts[parent]);
  }

  /** Some object of another stream, or -1. */
  some(of: StreamName, stream: StreamName, index: number, salt: number): number {
    return this.counts[of] === 0 ? -1 : this.hash(stream, index, salt) % this.counts[of];
  }

  private scrambled(stream: StreamName, index: number): number {
    if (SHAPES[stream].kind === 'company') return index;
    const block = Math.floor(index / ID_BLOCK);
    const flip = this.hash(stream, block, 9) % ID_BLOCK;
    return block * ID_BLOCK + ((index % ID_BLOCK) ^ flip);
  }

  /** Objects that follow others are placed a little later, so that no payment is older than its invoice. */
  private follow(stream: StreamName, after: StreamName): void {
    const own = (BURST + 1) / Math.max(1, this.counts[stream]);
    const others = (BURST + 1) / Math.max(1, this.counts[after]);
    this.shifts[stream] = this.shifts[after] + Math.min(0.1, own + others);
  }
}
