import type { WebhookDelivery } from '../../src/providers/webhook.port.js';
import type { SeededRandom } from '../support/seeded.random.js';

type Mutation = (delivery: WebhookDelivery, names: readonly string[], random: SeededRandom) => WebhookDelivery;

const ALPHABET = '0123456789abcdefABCDEFghijklmnopqrstuvwxyz+/=,;._-%&"{}[]:';

/** The delivery with something else in its body or in one of the headers `names`. */
export function mutated(delivery: WebhookDelivery, names: readonly string[], random: SeededRandom): WebhookDelivery {
  for (;;) {
    const mutation = random.pick(names.length > 0 && random.chance(2) ? OF_HEADERS : OF_BODIES);
    const result = mutation(delivery, names, random);
    const same = names.every((name) => result.headers[name] === delivery.headers[name]);
    if (!same || !result.body.equals(delivery.body)) return result;
  }
}

const ofBody =
  (change: (bytes: Buffer, at: number, random: SeededRandom) => Buffer): Mutation =>
  (delivery, _names, random) => {
    let { body } = delivery;
    for (let times = 1 + random.integer(3); times > 0; times--)
      body = change(body, random.integer(body.length || 1), random);
    return { ...delivery, body };
  };

const ofHeader =
  (change: (value: string, at: number, random: SeededRandom) => string | string[]): Mutation =>
  (delivery, names, random) => {
    const name = random.pick(names);
    const value = String(delivery.headers[name] ?? '');
    const headers = { ...delivery.headers, [name]: change(value, random.integer(value.length || 1), random) };
    return { ...delivery, headers };
  };

const character = (random: SeededRandom) => ALPHABET[random.integer(ALPHABET.length)]!;

const spliced = (bytes: Buffer, at: number, remove: number, ...insert: number[]) =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(insert), bytes.subarray(at + remove)]);

const OF_BODIES: Mutation[] = [
  ofBody((bytes, at, random) => spliced(bytes, at, 1, ((bytes[at] ?? 0) + 1 + random.integer(255)) % 256)),
  ofBody((bytes, at, random) => spliced(bytes, at, 1 + random.integer(8))),
  ofBody((bytes, at, random) => spliced(bytes, at, 0, character(random).charCodeAt(0))),
  ofBody((bytes, at) => bytes.subarray(0, at)),
  ofBody((bytes, at) => Buffer.concat([bytes, bytes.subarray(at)])),
  ofBody((bytes, at) => Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)])),
];

const OF_HEADERS: Mutation[] = [
  ofHeader((value, at, random) => value.slice(0, at) + character(random) + value.slice(at + 1)),
  ofHeader((value, at) => value.slice(0, at) + value.slice(at + 1)),
  ofHeader((value, at, random) => value.slice(0, at) + character(random) + value.slice(at)),
  ofHeader((value, at) => value.slice(0, at)),
  ofHeader((value) => [value, value]),
  ofHeader((value) => [...value].reverse().join('')),
];
