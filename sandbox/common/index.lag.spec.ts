import { afterEach, describe, expect, it } from '@jest/globals';
import { MailchimpSandbox } from '../mailchimp/mailchimp.sandbox.js';
import { QuickBooksSandbox } from '../quickbooks/quickbooks.sandbox.js';
import { SquareSandbox } from '../square/square.sandbox.js';
import { StripeSandbox } from '../stripe/stripe.sandbox.js';
import type { Sandbox } from './sandbox.js';

type JsonObject = Record<string, unknown>;

interface Case {
  open(): Sandbox;
  stream: string;
  counts: JsonObject;
  /** For one change. */
  patch: JsonObject;
  credential: string;
  one(account: JsonObject, id: string): string;
  list(account: JsonObject): string;
  body?: string;
}

const LAG_MS = 60_000;
const MARK = 'Lagging';

const CASES: Record<string, Case> = {
  Stripe: {
    open: () => new StripeSandbox(),
    stream: 'customers',
    counts: { customers: 3 },
    patch: { name: MARK },
    credential: 'apiKey',
    one: (_account, id) => `/v1/customers/${id}`,
    list: () => '/v1/customers?limit=100',
  },
  Square: {
    open: () => new SquareSandbox(),
    stream: 'customers',
    counts: { customers: 3, locations: 1 },
    patch: { given_name: MARK },
    credential: 'accessToken',
    one: (_account, id) => `/v2/customers/${id}`,
    list: () => '/v2/customers/search',
    body: '{}',
  },
  Mailchimp: {
    open: () => new MailchimpSandbox(),
    stream: 'contacts',
    counts: { audiences: 1, contacts: 3 },
    patch: { language: MARK },
    credential: 'apiKey',
    one: ({ lists }, id) => `/3.0/lists/${String((lists as string[])[0])}/members/${id.split(':')[1]!}`,
    list: ({ lists }) => `/3.0/lists/${String((lists as string[])[0])}/members?since_last_changed=2000-01-01T00:00:00Z`,
  },
  QuickBooks: {
    open: () => new QuickBooksSandbox(),
    stream: 'customers',
    counts: { customers: 3 },
    patch: { Notes: MARK },
    credential: 'accessToken',
    one: ({ id }, customer) => `/v3/company/${String(id)}/customer/${customer}`,
    list: ({ id }) => `/v3/company/${String(id)}/query?query=${encodeURIComponent('select * from Customer')}`,
  },
};

/** How many objects a list answers. */
function countIn(text: string): number {
  const answer = JSON.parse(text) as JsonObject;
  const list = [answer, answer.QueryResponse ?? {}].flatMap(Object.values).find(Array.isArray) as unknown[];
  return list.length;
}

let sandbox: Sandbox | undefined;
afterEach(() => sandbox?.close());

describe.each(Object.entries(CASES))('index lag of %s', (_vendor, about) => {
  it('hides what was just written from lists, not from reads by id', async () => {
    sandbox = about.open();
    const url = await sandbox.listen(0);
    const post = async (path: string, body: unknown): Promise<JsonObject> =>
      (await (
        await fetch(`${url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) })
      ).json()) as JsonObject;
    const account = await post('accounts', { seed: 1, counts: about.counts });
    const { [about.credential]: key } = account.credentials as Record<string, string>;
    const headers = { authorization: `Bearer ${key}` };
    const read = async (path: string): Promise<string> => (await fetch(url + path, { headers })).text();
    const listed = async (): Promise<string> => {
      const search = about.body === undefined ? {} : { method: 'POST', body: about.body };
      return (await fetch(url + about.list(account), { headers, ...search })).text();
    };
    const lines = await (await fetch(`${url}/_control/accounts/${String(account.id)}/objects/${about.stream}`)).text();
    const { id } = JSON.parse(lines.split('\n')[0]!) as { id: string };

    await post('lag', { ms: LAG_MS });
    await post(`accounts/${String(account.id)}/update`, { stream: about.stream, id, patch: about.patch });
    await post(`accounts/${String(account.id)}/create`, { stream: about.stream });
    expect(await read(about.one(account, id))).toContain(MARK);
    expect(await listed()).not.toContain(MARK);
    expect(countIn(await listed())).toBe(3);

    await post('clock', { offsetSeconds: LAG_MS / 1000 + 1 });
    expect(await listed()).toContain(MARK);
    expect(countIn(await listed())).toBe(4);
  });
});
