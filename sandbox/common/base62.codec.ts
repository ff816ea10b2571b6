import { mix32 } from './seeded.random.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PAIRS = Array.from({ length: 3844 }, (_, value) => ALPHABET[Math.floor(value / 62)]! + ALPHABET[value % 62]!);
const VALUES = new Map(Array.from(ALPHABET, (letter, value) => [letter.charCodeAt(0), value]));
const HALF = 1 << 20;
const SPREAD = 14;

/** A base62 word of the given length that depends on nothing but its hash inputs. */
export function base62Word(key: number, index: number, salt: number, length: number): string {
  let word = '';
  for (let part = 0; word.length < length; part += 1) {
    const value = mix32(key, index, salt + part * 7919);
    word += PAIRS[value % 3844]! + PAIRS[Math.floor(value / 3844) % 3844]!;
  }
  return word.length === length ? word : word.slice(0, length);
}

/**
 * Turns an index below 2^40 into eight base62 characters that look random, and back.
 * A Feistel network under a key: reversible, and neighbouring indexes land far apart.
 */
export class Base62Codec {
  constructor(private readonly key: number) {}

  encode(index: number): string {
    let left = Math.floor(index / HALF);
    let right = index % HALF;
    for (let round = 0; round < 4; round += 1) {
      const next = left ^ (mix32(this.key, right, round) & (HALF - 1));
      left = right;
      right = next;
    }
    const spread = mix32(this.key, left ^ right, 9) % SPREAD;
    return quad(left * SPREAD + spread) + quad(right * SPREAD + spread);
  }

  /** Undefined when the text was never produced by `encode`. */
  decode(text: string): number | undefined {
    if (text.length !== 8) return undefined;
    const high = unquad(text, 0);
    const low = unquad(text, 4);
    if (!(high >= 0 && low >= 0)) return undefined;
    let left = Math.floor(high / SPREAD);
    let right = Math.floor(low / SPREAD);
    if (left >= HALF || right >= HALF) return undefined;
    for (let round = 3; round >= 0; round -= 1) {
      const previous = right ^ (mix32(this.key, left, round) & (HALF - 1));
      right = left;
      left = previous;
    }
    const index = left * HALF + right;
    return this.encode(index) === text ? index : undefined;
  }
}

function quad(value: number): string {
  return PAIRS[Math.floor(value / 3844)]! + PAIRS[value % 3844]!;
}

function unquad(text: string, from: number): number {
  let value = 0;
  for (let at = from; at < from + 4; at += 1) value = value * 62 + (VALUES.get(text.charCodeAt(at)) ?? Number.NaN);
  return value;
}
