const BITS = 8;
/** Ids that are made here are shorter. */
const MOST_CHARACTERS = 4_096;
const TEXT = /^[A-Za-z0-9_-]+$/;

/**
 * Which items of a batch a stream has reported. As text it is the id of an event, so that a stream that is opened again, in any
 * process, goes on where the last one ended: nothing is missed, and nothing is reported twice.
 */
export class ReportedItems {
  private readonly bits: Buffer;

  /** @param lastEventId of the stream before; anything else counts as none */
  constructor(items: number, lastEventId?: string) {
    this.bits = Buffer.alloc(Math.max(1, Math.ceil(items / BITS)));
    if (lastEventId === undefined || lastEventId.length > MOST_CHARACTERS || !TEXT.test(lastEventId)) return;
    Buffer.from(lastEventId, 'base64url').copy(this.bits);
  }

  has(index: number): boolean {
    return ((this.bits[Math.floor(index / BITS)] ?? 0) & (1 << (index % BITS))) !== 0;
  }

  add(index: number): void {
    const at = Math.floor(index / BITS);
    this.bits[at] = (this.bits[at] ?? 0) | (1 << (index % BITS));
  }

  toString(): string {
    return this.bits.toString('base64url');
  }
}
