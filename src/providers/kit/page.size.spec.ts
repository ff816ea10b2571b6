import { describe, expect, it } from '@jest/globals';
import { ProviderExchange } from '../http/provider.exchange.js';
import { ProviderTransportError } from '../http/transport.error.js';
import { ProviderRequestError, ProviderUnavailableError } from '../provider.errors.js';
import { lighterPages, pageSizeSchema, unreadable, type PageSize } from './page.size.js';

const heavy = (status: number) => new ProviderUnavailableError(`answered ${status}`, { status, isHeavy: true });

/** A list of numbers, paged by offset, whose vendor fails for pages with more than `most` or with one of `broken`. */
class NumberedList {
  readonly asked: string[] = [];
  failure: () => Error = () => heavy(504);
  /** Requests; from then on no page is too large. */
  recoversAfter = Infinity;

  constructor(
    private readonly length: number,
    private readonly most: number,
    private readonly broken: readonly number[] = [],
  ) {}

  read(offset: number, size: number): Promise<number[]> {
    this.asked.push(`${offset}+${size}`);
    const page = Array.from({ length: Math.min(size, this.length - offset) }, (_, index) => offset + index);
    const isLarge = size > this.most && this.asked.length <= this.recoversAfter;
    const fails = isLarge || page.some((number) => this.broken.includes(number));
    return fails ? Promise.reject(this.failure()) : Promise.resolve(page);
  }
}

async function walk(list: NumberedList, largest: number, smallest?: number) {
  const read: number[] = [];
  const sizes: number[] = [];
  let leftOut = 0;
  let pageSize: PageSize | undefined;
  for (let offset = 0; ;) {
    const exchange = new ProviderExchange(new AbortController().signal);
    const found = await lighterPages({
      sizes: { largest, smallest },
      pageSize: pageSize && pageSizeSchema.parse(JSON.parse(JSON.stringify(pageSize))),
      exchange,
      stepsOver: true,
      request: (size, skip) => list.read(offset + skip, size),
    });
    pageSize = found.pageSize;
    read.push(...found.page);
    sizes.push(found.page.length);
    leftOut += found.skipped;
    offset += found.skipped + found.page.length;
    if (found.page.length === 0) return { read, sizes, leftOut };
  }
}

describe('pages that are too heavy', () => {
  it('are asked for again with half the size, which grows back after a while', async () => {
    const list = new NumberedList(2_000, 250);
    const { read, sizes } = await walk(list, 1_000);
    expect(read).toHaveLength(2_000);
    expect(list.asked.slice(0, 4)).toEqual(['0+1000', '0+500', '0+250', '250+250']);
    expect(new Set(sizes)).toEqual(new Set([250, 0]));
  });

  it('grow back more slowly each time that this is too much', async () => {
    const list = new NumberedList(20_000, 250);
    await walk(list, 500);
    expect(list.asked.filter((asked) => asked.endsWith('+500')).length).toBeLessThanOrEqual(6);
  });

  it('grow back to the largest once they are no longer', async () => {
    const list = new NumberedList(6_000, 10);
    list.recoversAfter = 30;
    const { sizes } = await walk(list, 100);
    expect(Math.max(...sizes)).toBe(100);
  });

  it('leave out an object that cannot be read, and nothing else', async () => {
    const list = new NumberedList(50, 1_000, [0, 17, 18]);
    const { read, leftOut } = await walk(list, 16);
    expect(read).toEqual(Array.from({ length: 50 }, (_, index) => index).filter((n) => ![0, 17, 18].includes(n)));
    expect(leftOut).toBe(3);
    expect(unreadable('numbers', 1)).toEqual([{ type: 'numbers', externalId: null, reason: 'unreadable' }]);
  });

  it('leave out nothing while the vendor answers for no object', async () => {
    const list = new NumberedList(50, 0);
    await expect(walk(list, 4)).rejects.toThrow('answered 504');
    expect(list.asked).toEqual(['0+4', '0+2', '0+1', '1+1', '2+1', '3+1', '4+1', '5+1']);
  });

  it('get smaller faster where no one answers in time, since each try takes all of it', async () => {
    const exchange = new ProviderExchange(new AbortController().signal);
    const asked: number[] = [];
    const request = (size: number) => {
      asked.push(size);
      exchange.failure = new ProviderTransportError('timeout');
      return Promise.reject(new ProviderUnavailableError('did not answer in time', { isHeavy: true }));
    };
    const walked = lighterPages({ sizes: { largest: 1_000 }, pageSize: undefined, exchange, request });
    await expect(walked).rejects.toThrow('did not answer in time');
    expect(asked).toEqual([1_000, 500, 125, 31, 7, 1]);
  });

  it('go no further than the smallest size', async () => {
    const list = new NumberedList(50, 4);
    await expect(walk(list, 20, 10)).rejects.toThrow('answered 504');
    expect(list.asked).toEqual(['0+20', '0+10']);
  });

  it('are tried once more as they are after what may pass by itself', async () => {
    const list = new NumberedList(10, 1_000);
    const outage = new ProviderExchange(new AbortController().signal);
    let failures = 0;
    const { page, pageSize } = await lighterPages({
      sizes: { largest: 10 },
      pageSize: undefined,
      exchange: outage,
      request: (size) => (failures++ === 0 ? Promise.reject(heavy(503)) : list.read(0, size)),
    });
    expect(page).toHaveLength(10);
    expect(pageSize).toBeUndefined();
  });

  it('are not what another failure is', async () => {
    const list = new NumberedList(10, 1);
    list.failure = () => new ProviderRequestError('refused', { status: 400 });
    await expect(walk(list, 10)).rejects.toThrow('refused');
    expect(list.asked).toEqual(['0+10']);
  });

  it('say to the call whether it is the last word', async () => {
    const exchange = new ProviderExchange(new AbortController().signal);
    const weights: string[] = [];
    const request = () => {
      weights.push(exchange.weight);
      return Promise.reject(heavy(504));
    };
    await expect(lighterPages({ sizes: { largest: 2 }, pageSize: undefined, exchange, request })).rejects.toThrow();
    expect(weights).toEqual(['can_be_lighter', 'lightest']);
    expect(exchange.weight).toBe('given');
  });
});
