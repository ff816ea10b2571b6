import { forEachConcurrent } from '../../../common/for-each-concurrent.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderPermissionError } from '../../provider.errors.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeList } from './stripe.list.js';
import { createdOf, type StripeObject } from './stripe.page.js';
import type { StripeReader } from './stripe.reader.js';
import type { StripeStream } from './stripe.stream.js';

/** Single objects of one page that are being read side by side. */
const READS_AT_ONCE = 8;

/** An object as an event shows it. */
export interface Wanted {
  stream: StripeStream;
  object: StripeObject;
}

export interface CurrentState {
  seconds: number;
  deleted: boolean;
  json: string;
}

/**
 * What objects are like now, for events that do not tell. Those that were created close to each other come in one list;
 * the others are read one by one. It never takes more requests than there are objects.
 */
export class StripeCurrent {
  constructor(
    private readonly list: StripeList,
    private readonly reader: StripeReader,
  ) {}

  /**
   * @param page takes the count of requests
   * @returns by object; those that the key may not read are left out
   */
  async of(
    access: StripeAccess,
    wanted: readonly Wanted[],
    page: ProviderExchange,
  ): Promise<Map<StripeObject, CurrentState>> {
    const states = new Map<StripeObject, CurrentState>();
    for (const stream of new Set(wanted.map((one) => one.stream))) {
      const objects = wanted.filter((one) => one.stream === stream).map(({ object }) => object);
      const alone = stream.sliceable ? await this.listed(access, stream, objects, page, states) : objects;
      await forEachConcurrent(alone, READS_AT_ONCE, async (object) => {
        const read = await permitted(this.reader.readObject(access, stream, object.id, page));
        if (read) states.set(object, read);
      });
    }
    return states;
  }

  /** @returns the objects that are to be read by themselves */
  private async listed(
    access: StripeAccess,
    stream: StripeStream,
    objects: readonly StripeObject[],
    page: ProviderExchange,
    states: Map<StripeObject, CurrentState>,
  ): Promise<StripeObject[]> {
    const alone = objects.filter((object) => createdOf(object) === null);
    let open = objects.filter((object) => createdOf(object) !== null).sort((a, b) => createdOf(b)! - createdOf(a)!);
    const oldest = createdOf(open.at(-1) ?? { id: '' }) ?? 0;
    // How many seconds the objects of a list cover. Not known before the first list.
    let span = Infinity;
    while (open.length > 0) {
      const [head, next] = open as [StripeObject, StripeObject?];
      const newest = createdOf(head)!;
      if (!next || newest - createdOf(next)! > span) {
        alone.push(head);
        open = open.slice(1);
        continue;
      }
      const found = await permitted(this.list.window(access, stream, [oldest, newest], page));
      if (!found) return [...alone, ...open];
      const byId = new Map(found.data.map((object) => [object.id, object]));
      for (const object of open) {
        const current = byId.get(object.id);
        if (current) states.set(object, { seconds: found.seconds, deleted: false, json: JSON.stringify(current) });
      }
      const reached = found.hasMore ? (createdOf(found.data.at(-1)!) ?? newest) : -Infinity;
      span = newest - reached;
      // What was created within the list's span and is not on it is gone, as only a read proves.
      const left = open.filter((object) => !states.has(object));
      alone.push(...left.filter((object) => createdOf(object)! > reached || object === head));
      open = left.filter((object) => createdOf(object)! <= reached && object !== head);
    }
    return alone;
  }
}

/** A restricted key may read events and not this kind of object. */
async function permitted<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ProviderPermissionError) return null;
    throw error;
  }
}
