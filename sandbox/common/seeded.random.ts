/** Mixes three 32-bit integers into one; the same input always gives the same well-spread output. */
export function mix32(key: number, index: number, salt: number): number {
  let hash = key ^ Math.imul(index, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return (hash ^ (hash >>> 15)) >>> 0;
}

export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mix32(hash, text.length, 0);
}

/** A sequence of random numbers that a test can repeat by its seed. */
export class SeededRandom {
  private step = 0;

  constructor(private readonly seed: number) {}

  /** An integer in [0, below). */
  integer(below: number): number {
    this.step += 1;
    return mix32(this.seed, this.step, 0x51ed) % Math.max(1, below);
  }

  fraction(): number {
    return this.integer(0x7fffffff) / 0x7fffffff;
  }
}
