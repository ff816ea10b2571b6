import { Base62Codec, base62Word } from '../../common/base62.codec.js';
import { hashText } from '../../common/seeded.random.js';
import type { Dataset } from '../dataset/dataset.js';
import { BUILDERS } from '../dataset/object.builders.js';
import type { StreamName, StripeObject } from '../stripe.stream.js';

/** The unchanging part of a list: `count` objects in order of creation, each computed when asked for. */
export interface ObjectSource<T> {
  readonly count: number;
  id(index: number): string;
  indexOf(id: string): number | undefined;
  created(index: number): number;
  countUntil(time: number): number;
  build(index: number): T;
}

export function datasetSource(data: Dataset, stream: StreamName): ObjectSource<StripeObject> {
  return {
    count: data.counts[stream],
    id: (index) => data.id(stream, index),
    indexOf: (id) => data.indexOf(stream, id),
    created: (index) => data.created(stream, index),
    countUntil: (time) => data.countUntil(stream, time),
    build: (index) => BUILDERS[stream](data, index),
  };
}

/** A list that starts empty, such as the events of an account. */
export function emptySource(prefix: string, account: string): ObjectSource<never> {
  const key = hashText(account + prefix);
  const codec = new Base62Codec(key);
  const suffix = base62Word(key, 0, 3, 10);
  return {
    count: 0,
    id: (index) => `${prefix}1${base62Word(key, index, 4, 5)}${suffix}${codec.encode(index)}`,
    indexOf: (id) => codec.decode(id.slice(-8)),
    created: () => 0,
    countUntil: () => 0,
    build: () => {
      throw new Error('an empty source has no objects');
    },
  };
}
