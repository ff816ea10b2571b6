import { describe, expect, it } from '@jest/globals';
import { MailchimpAccount } from '../live/mailchimp.account.js';
import { STREAMS, type MailchimpObject, type StreamName } from '../mailchimp.stream.js';
import { seconds, subscriberHash } from './dataset.js';

const NOW = 1_795_000_000;
const spec = { seed: 7, scale: 1500 };
const account = new MailchimpAccount('acc', 'key-us19', spec, NOW);
const all = (stream: StreamName, from = account): MailchimpObject[] =>
  from.branches(stream).flatMap(({ collection }) => [...collection.live()]);
const cents = (value: unknown): number => Math.round(Number(value) * 100);
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('Dataset', () => {
  it('is the same for the same seed', () => {
    const again = new MailchimpAccount('acc', 'other-us1', spec, NOW);
    for (const stream of STREAMS) expect(all(stream, again)).toEqual(all(stream));
  });

  it('names contacts by the hash of the lower-case address, and finds each by hash, address and contact id', () => {
    expect(subscriberHash('Urist.McVankab@freddiesjokes.com')).toBe('62eeb292278cc15f5817cb78f7790b08');
    for (const audience of account.audiences.values()) {
      [...audience.contacts.live()].forEach((contact, index) => {
        const { id, email_address, contact_id } = contact as Record<string, string>;
        expect(id).toBe(subscriberHash(email_address!));
        expect([audience.indexOf(id!), audience.indexOf(email_address!), audience.indexOf(contact_id!)]).toEqual([
          index,
          index,
          index,
        ]);
      });
    }
  });

  it('has contacts of every status, shared seconds, and people in several audiences', () => {
    const contacts = all('contacts');
    expect(new Set(contacts.map(({ status }) => status)).size).toBe(6);
    expect(new Set(contacts.map(({ last_changed }) => last_changed)).size).toBeLessThan(contacts.length);
    expect(new Set(contacts.map(({ id }) => id)).size).toBeLessThan(contacts.length);
  });

  it('lets people leave by a campaign that was sent to them, after they came', () => {
    const sent = new Map(all('campaign_reports').map((report) => [report.id, report]));
    const unsubscribes = all('unsubscribes');
    expect(unsubscribes.length).toBeGreaterThan(20);
    for (const record of unsubscribes) {
      const contact = account.audiences.get(String(record.list_id))!.contacts.find(String(record.email_id))!;
      const campaign = sent.get(record.campaign_id)!;
      expect(contact.status).toBe('unsubscribed');
      expect(campaign.list_id).toBe(record.list_id);
      expect(seconds(record.timestamp)).toBeGreaterThanOrEqual(seconds(campaign.send_time));
      expect(contact.last_changed).toBe(record.timestamp);
    }
    for (const [id, collection] of account.unsubscribes) {
      expect(collection.liveCount).toBeLessThanOrEqual(Number(sent.get(id)!.emails_sent));
    }
  });

  it('counts the contacts of each tag', () => {
    for (const segment of all('segments').filter(({ type }) => type === 'static')) {
      const { contacts } = account.audiences.get(String(segment.list_id))!;
      const carriers = [...contacts.live()].filter((contact) =>
        (contact.tags as { id: number }[]).some((tag) => tag.id === segment.id),
      );
      expect(segment.member_count).toBe(carriers.length);
    }
  });

  it('lets orders add up, in every currency, and customers have spent what they ordered', () => {
    expect(new Set(all('orders').map((order) => order.currency_code)).size).toBe(3);
    for (const store of account.stores.values()) {
      const spent = new Map<unknown, number>();
      for (const order of store.orders.live()) {
        const lines = order.lines as Record<string, number>[];
        const goods = sum(lines.map((line) => cents(line.price) * line.quantity!));
        expect(cents(order.discount_total)).toBe(sum(lines.map((line) => cents(line.discount))));
        expect(cents(order.order_total)).toBe(
          goods - cents(order.discount_total) + cents(order.tax_total) + cents(order.shipping_total),
        );
        for (const line of lines) expect(store.products.find(String(line.product_id))).toBeDefined();
        const { id } = order.customer as { id: string };
        expect(store.customers.find(id)).toBeDefined();
        if (!order.cancelled_at_foreign) spent.set(id, (spent.get(id) ?? 0) + cents(order.order_total));
      }
      for (const customer of store.customers.live()) {
        expect(cents(customer.total_spent)).toBe(spent.get(customer.id) ?? 0);
      }
    }
  });
});
