import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MailchimpSandbox } from '../mailchimp/mailchimp.sandbox.js';
import { STREAMS } from '../mailchimp/mailchimp.stream.js';
import { parseForm } from '../common/form.parser.js';
import { DeliveryReceiver } from './delivery.receiver.js';
import { MAILCHIMP_EVENTS, MANDRILL_EVENTS } from './delivery.types.js';
import { control, ResponseCheck, type JsonObject } from './response.check.js';
import { vendorSchema } from './vendor.schema.js';
import { reportViolations } from './violation.report.js';

const SCALE = 1500;
const PAGE = 500;
const READ_BY_ID = 5;
const ROOT = '/3.0';
const has = (stream: string): boolean => (STREAMS as readonly string[]).includes(stream);
const JSON_BODY = { 'content-type': 'application/json' };

describe("Mailchimp's sandbox", () => {
  const sandbox = new MailchimpSandbox();
  let url: string;
  let account: JsonObject;
  let check: ResponseCheck;

  beforeAll(async () => {
    url = await sandbox.listen(0);
    account = await control(url, 'POST', 'accounts', { seed: 1, scale: SCALE });
    const { apiKey } = account.credentials as { apiKey: string };
    check = new ResponseCheck(url, vendorSchema('mailchimp'), { authorization: `Bearer ${apiKey}` });
  });

  afterAll(() => sandbox.close());

  /** Every object of a list, and some of them by id. */
  async function walk(path: string, name: string, query = ''): Promise<JsonObject[]> {
    const found: JsonObject[] = [];
    for (;;) {
      const answer = await check.get(`${ROOT}${path}?count=${PAGE}&offset=${found.length}${query}`);
      const page = answer[name] as JsonObject[];
      found.push(...page);
      if (page.length < PAGE) break;
    }
    for (const one of found.slice(0, READ_BY_ID)) {
      const id = one.id ?? one.email_id ?? one.merge_id;
      if (id !== undefined) await check.get(`${ROOT}${path}/${String(id)}`);
    }
    return found;
  }

  async function readAll(): Promise<void> {
    for (const { id } of await walk('/lists', 'lists')) {
      const list = `/lists/${String(id)}`;
      const contacts = await walk(`${list}/members`, 'members');
      await walk(`${list}/members`, 'members', '&status=archived');
      await walk(`${list}/segments`, 'segments');
      await walk(`${list}/webhooks`, 'webhooks');
      if (has('merge_fields')) await walk(`${list}/merge-fields`, 'merge_fields');
      if (has('interests')) {
        for (const category of await walk(`${list}/interest-categories`, 'categories')) {
          await walk(`${list}/interest-categories/${String(category.id)}/interests`, 'interests');
        }
      }
      for (const contact of contacts.slice(0, READ_BY_ID))
        await check.get(`${ROOT}${list}/members/${String(contact.id)}/tags`);
    }
    await walk('/campaigns', 'campaigns');
    for (const { id } of await walk('/reports', 'reports')) {
      await walk(`/reports/${String(id)}/unsubscribed`, 'unsubscribes');
      if (has('email_activity')) await walk(`/reports/${String(id)}/email-activity`, 'emails');
    }
    for (const { id } of await walk('/ecommerce/stores', 'stores')) {
      for (const name of ['customers', 'orders', 'products'])
        await walk(`/ecommerce/stores/${String(id)}/${name}`, name);
    }
  }

  async function write(list: string): Promise<void> {
    const endpoint = {
      url: `${url}/_control/health`,
      events: { subscribe: true },
      sources: { user: true, admin: true, api: true },
    };
    const hook = await check.call('POST', `${list}/webhooks`, JSON.stringify(endpoint), JSON_BODY);
    await check.get(`${list}/webhooks/${String(hook.id)}`);
    await check.call('DELETE', `${list}/webhooks/${String(hook.id)}`);
    const contact = { email_address: 'schema@example.com', status: 'subscribed', merge_fields: { FNAME: 'Schema' } };
    const made = await check.call('POST', `${list}/members`, JSON.stringify(contact), JSON_BODY);
    const tags = { tags: [{ name: 'vip', status: 'active' }] };
    await check.call('POST', `${list}/members/${String(made.id)}/tags`, JSON.stringify(tags), JSON_BODY);
    await check.get(`${list}/members/${String(made.id)}`);
    const field = { name: 'Seat', tag: 'SEAT', type: 'dropdown', options: { choices: ['Stalls'] } };
    await check.call('POST', `${list}/merge-fields`, JSON.stringify(field), JSON_BODY);
    const upsert = { email_address: contact.email_address, status_if_new: 'pending', merge_fields: { SEAT: 'Stalls' } };
    const member = `${list}/members/${String(made.id)}`;
    await check.call('PUT', `${member}?skip_merge_validation=true`, JSON.stringify(upsert), JSON_BODY);
    await check.call('PATCH', member, JSON.stringify({ status: 'unsubscribed' }), JSON_BODY);
    const batch = { members: [{ ...contact, email_address: 'second@example.com' }], update_existing: true };
    await check.call('POST', list, JSON.stringify(batch), JSON_BODY);
  }

  it('answers as the reference says, before and after changes', async () => {
    await check.get(`${ROOT}/`);
    await check.get(`${ROOT}/ping`);
    await check.get(`${ROOT}/lists?include_total_contacts=true`);
    await readAll();
    await control(url, 'POST', `accounts/${String(account.id)}/mutate`, {
      updates: 200,
      creates: 120,
      deletes: 40,
      seed: 3,
    });
    const [list] = account.lists as string[];
    await write(`${ROOT}/lists/${String(list)}`);
    await readAll();
    reportViolations('mailchimp', check);
    expect(check.report()).toEqual([]);
    expect(check.objects).toBeGreaterThan(3500);
  });

  it('delivers as the reference says', async () => {
    const receiver = new DeliveryReceiver();
    const delivered = new ResponseCheck(url, vendorSchema('mailchimp'));
    try {
      const subscriber = { account: account.id, url: await receiver.listen() };
      for (const form of ['signed', 'mandrill']) {
        await control(url, 'POST', 'webhook-endpoints', { ...subscriber, form });
      }
      const changes = { updates: 300, creates: 120, deletes: 40, seed: 7 };
      await control(url, 'POST', `accounts/${String(account.id)}/mutate`, changes);
      await control(url, 'POST', `accounts/${String(account.id)}/transactional`, { events: 200 });
      const forms = (await receiver.settled(url)).map(parseForm);
      for (const form of forms) {
        const { type, mandrill_events: events } = form;
        if (typeof events === 'string') delivered.inspect(JSON.parse(events), MANDRILL_EVENTS, 'mandrill_events');
        else delivered.inspect(form, MAILCHIMP_EVENTS, String(type));
      }
      expect(delivered.report()).toEqual([]);
      expect(forms.length).toBeGreaterThan(100);
    } finally {
      await receiver.close();
    }
  });
});
