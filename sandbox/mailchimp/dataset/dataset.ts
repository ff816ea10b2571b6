import { hash as digest } from 'node:crypto';
import { hashText, mix32 } from '../../common/seeded.random.js';
import { TimeCurve } from '../../common/time.curve.js';
import { STREAMS, type StreamName } from '../mailchimp.stream.js';
import type { StreamCounts } from './stream.counts.js';

/** The first of several audiences or stores is the big one. */
const FIRST_SHARE = 0.6;

/** Mailchimp's name of an address within an audience. */
export const subscriberHash = (email: string): string => digest('md5', email.toLowerCase());

/** `2026-11-24T06:00:00+00:00`: whole seconds, always UTC. */
export const timestamp = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}+00:00`;

export const seconds = (text: unknown): number => (typeof text === 'string' && text ? Date.parse(text) / 1000 : 0);

/**
 * The original content of an account. Nothing is stored: ids, times and relations are functions of (seed, index), so
 * any number of contacts costs no memory.
 */
export class Dataset {
  readonly key: number;
  private readonly keys: Record<StreamName, number>;
  private readonly curve: TimeCurve;

  constructor(
    readonly account: string,
    seed: number,
    readonly counts: StreamCounts,
    readonly createdFrom: number,
    readonly createdTo: number,
  ) {
    this.key = mix32(hashText(account), seed, 17);
    this.curve = new TimeCurve(createdFrom, createdTo);
    const keys = STREAMS.map((stream, at) => [stream, mix32(this.key, at, 41)]);
    this.keys = Object.fromEntries(keys) as Record<StreamName, number>;
  }

  /** A hash of one property of one object. */
  hash(stream: StreamName, index: number, salt: number): number {
    return mix32(this.keys[stream], index, salt);
  }

  /** A word of hexadecimal digits that depends on nothing but seed, stream and index. */
  hex(stream: StreamName, index: number, salt: number, length: number): string {
    let word = '';
    for (let part = 0; word.length < length; part += 1) {
      word += this.hash(stream, index, salt + part * 7919)
        .toString(16)
        .padStart(8, '0');
    }
    return word.slice(0, length);
  }

  /** The time at a share (0..1) of the account's life. */
  time(share: number): number {
    return this.curve.at(share);
  }

  /** The indexes [from, to) of the children that the parent with this index has. */
  range(children: number, parents: number, parent: number): [number, number] {
    const until = (count: number): number => {
      if (count <= 0) return 0;
      if (count >= parents) return children;
      return Math.round(children * (FIRST_SHARE + ((1 - FIRST_SHARE) * (count - 1)) / (parents - 1)));
    };
    return [until(parent), until(parent + 1)];
  }
}
