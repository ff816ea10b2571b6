import { expect } from '@jest/globals';
import { basename } from 'node:path';

/** A repeatable random source (mulberry32), so that a failure can be reproduced by its seed. */
export class SeededRandom {
  constructor(private state: number) {}

  /** A number from 0 to `below`, excluding `below`. */
  integer(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.integer(values.length)] as T;
  }

  chance(oneIn: number): boolean {
    return this.integer(oneIn) === 0;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.integer(256)));
  }
}

/** The random source of one spec. It differs in each run, unless TEST_SEED has the value that a run printed. */
export function seeded(): SeededRandom {
  const spec = basename(expect.getState().testPath ?? '');
  const ofSpec = [...spec].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5);
  return new SeededRandom(Number(process.env.TEST_SEED) ^ ofSpec);
}
