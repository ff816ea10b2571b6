import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StripeSandbox } from '../stripe/stripe.sandbox.js';
import { SHAPES, STREAMS, type StreamName } from '../stripe/stripe.stream.js';
import { DeliveryReceiver } from './delivery.receiver.js';
import { STRIPE_THIN_EVENT } from './delivery.types.js';
import { control, ResponseCheck, type JsonObject } from './response.check.js';
import { reportViolations } from './violation.report.js';
import { vendorSchema } from './vendor.schema.js';

const SCALE = 250;
const READ_BY_ID = 5;
/** So many new prices: one of them stands where an original one would have tiers. */
const TIERED_EVERY = 20;

/** Lists below an object. */
const PARTS: Partial<Record<string, string>> = {
  invoices: 'lines',
  checkout_sessions: 'line_items',
  application_fees: 'refunds',
  transfers: 'reversals',
};

describe("Stripe's sandbox", () => {
  const sandbox = new StripeSandbox();
  let url: string;
  let account: JsonObject;
  let check: ResponseCheck;

  beforeAll(async () => {
    url = await sandbox.listen(0);
    account = await control(url, 'POST', 'accounts', { seed: 1, scale: SCALE });
    await control(url, 'POST', 'limits', { globalPerSecond: null, endpointPerSecond: null });
    const { apiKey } = account.credentials as { apiKey: string };
    check = new ResponseCheck(url, vendorSchema('stripe'), { authorization: `Bearer ${apiKey}` });
  });

  afterAll(() => sandbox.close());

  async function walk(path: string): Promise<JsonObject[]> {
    const all: JsonObject[] = [];
    for (let cursor = ''; ;) {
      const mark = path.includes('?') ? '&' : '?';
      const page = await check.get(`${path}${mark}limit=100${cursor}`);
      const data = page.data as JsonObject[];
      all.push(...data);
      if (page.has_more !== true) return all;
      cursor = `&starting_after=${String(data.at(-1)!.id)}`;
    }
  }

  async function readAll(stream: StreamName): Promise<void> {
    const path = `/v1/${SHAPES[stream].path}`;
    const part = PARTS[stream];
    const objects = await walk(stream === 'subscriptions' ? `${path}?status=all` : path);
    for (const { id } of objects.slice(0, READ_BY_ID)) {
      await check.get(`${path}/${String(id)}`);
      if (part !== undefined) await walk(`${path}/${String(id)}/${part}`);
    }
  }

  /** What outbound writes. */
  async function writeAll(write: (path: string, body: string) => Promise<JsonObject>): Promise<void> {
    const customer = await write('customers', 'email=o%40example.com&name=O&metadata[hub_ref]=c1');
    await write(`customers/${String(customer.id)}`, 'phone=%2B4912345&metadata[hub_ref]=c1');
    await write('products', 'id=hub_e1&name=Festival&metadata[hub_ref]=e1');
    const price = 'product=hub_e1&lookup_key=hub_t1&transfer_lookup_key=true';
    for (let made = 0; made < TIERED_EVERY; made += 1) await write('prices', `${price}&currency=jpy&unit_amount=500`);
    const { id } = await write('prices', `${price}&currency=kwd&unit_amount=5010&metadata[hub_ref]=t1`);
    await write('products/hub_e1', `default_price=${String(id)}`);
    await write('products/hub_e1', 'active=false');
    for (const stream of ['customers', 'products', 'prices'] as const) await readAll(stream);
  }

  it('answers as the SDK declares, before and after changes', async () => {
    for (const stream of STREAMS) await readAll(stream);
    await control(url, 'POST', `accounts/${String(account.id)}/mutate`, {
      updates: 300,
      creates: 120,
      deletes: 60,
      seed: 3,
    });
    for (const stream of STREAMS) await readAll(stream);
    for (const { id } of (await walk('/v1/events')).slice(0, READ_BY_ID)) await check.get(`/v1/events/${String(id)}`);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const endpoint = await check.call(
      'POST',
      '/v1/webhook_endpoints',
      'url=https://x.example/y&enabled_events[]=*',
      form,
    );
    await check.get('/v1/webhook_endpoints');
    await check.get(`/v1/webhook_endpoints/${String(endpoint.id)}`);
    await check.call('DELETE', `/v1/webhook_endpoints/${String(endpoint.id)}`);
    await writeAll(async (path, body) => check.call('POST', `/v1/${path}`, body, form));
    await check.get('/v1/account');
    await check.get('/v1/balance');
    reportViolations('stripe', check);
    expect(check.report()).toEqual([]);
    expect(check.objects).toBeGreaterThan(3500);
  });

  it('delivers as the SDK declares', async () => {
    const receiver = new DeliveryReceiver();
    const delivered = new ResponseCheck(url, vendorSchema('stripe'));
    try {
      const endpoint = await receiver.listen();
      const subscriber = { account: account.id, url: endpoint };
      for (const thin of [false, true]) await control(url, 'POST', 'webhook-endpoints', { ...subscriber, thin });
      const changes = { updates: 200, creates: 100, deletes: 40, seed: 7 };
      await control(url, 'POST', `accounts/${String(account.id)}/mutate`, changes);
      const bodies = (await receiver.settled(url)).map((body) => JSON.parse(body) as JsonObject);
      const isThin = ({ object }: JsonObject) => object === 'v2.core.event';
      for (const body of bodies) {
        if (isThin(body)) delivered.inspect(body, STRIPE_THIN_EVENT, 'thin');
        else delivered.inspect(body, delivered.typeNamed('Event'), 'Event');
      }
      expect(delivered.report()).toEqual([]);
      expect(bodies.filter(isThin).length).toBeGreaterThan(300);
      expect(bodies).toHaveLength(2 * bodies.filter(isThin).length);
    } finally {
      await receiver.close();
    }
  });
});
