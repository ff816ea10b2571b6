const BITS = 8;
/** Ids that are made here are shorter. */
const MOST_CHARACTERS = 4_096;
/** The end of a UUID is random. */
const BATCH_CHARACTERS = 12;
const TEXT = /^([0-9a-f]{12})\.([A-Za-z0-9_-]+)$/;

/**
 * Which items of a batch a stream has reported. As text it is the id of an event, so that a stream that is opened again, in any
 * process, goes on where the last one ended: nothing is missed, and nothing is reported twice. It names the batch: an id
 * of another one would hide items that were never reported.
 */
export class ReportedItems {
  private readonly bits: Buffer;
  private readonly batch: string;

  /** @param lastEventId of the stream before; anything else counts as none */
  constructor(batchId: string, items: number, lastEventId = '') {
    this.bits = Buffer.alloc(Math.max(1, Math.ceil(items / BITS)));
    this.batch = batchId.slice(-BATCH_CHARACTERS);
    const [, batch, bits = ''] = (lastEventId.length <= MOST_CHARACTERS && TEXT.exec(lastEventId)) || [];
    if (batch === this.batch) Buffer.from(bits, 'base64url').copy(this.bits);
  }

  has(index: number): boolean {
    return ((this.bits[Math.floor(index / BITS)] ?? 0) & (1 << (index % BITS))) !== 0;
  }

  add(index: number): void {
    const at = Math.floor(index / BITS);
    this.bits[at] = (this.bits[at] ?? 0) | (1 << (index % BITS));
  }

  toString(): string {
    return `${this.batch}.${this.bits.toString('base64url')}`;
  }
}
