import { describe, expect, it } from '@jest/globals';
import { AccountMutator } from '../control/account.mutator.js';
import { StreamEditor } from '../control/stream.editor.js';
import { STREAMS, type MailchimpObject, type StreamName } from '../mailchimp.stream.js';
import { MailchimpWorld } from '../mailchimp.world.js';
import { shown } from './live.view.js';
import type { MailchimpAccount } from './mailchimp.account.js';

const cents = (value: unknown): number => Math.round(Number(value) * 100);
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

function accountAfter(updates: number): MailchimpAccount {
  const world = new MailchimpWorld();
  world.clock.set({ freezeAt: 1_795_000_000 });
  const account = world.createAccount({ id: 'acc', seed: 7, scale: 900 });
  const mutator = new AccountMutator(world, new StreamEditor(world.journal));
  mutator.mutate(account, { updates, deletes: updates / 4, creates: updates / 4, seed: 11 });
  return account;
}

describe.each([
  ['at the start', 0],
  ['after changes', 800],
])('the relations of an account %s', (_when, updates) => {
  const account = accountAfter(updates);
  const all = (stream: StreamName): MailchimpObject[] =>
    account
      .branches(stream)
      .flatMap(({ collection }) => [...collection.live()].map((object) => shown(account, stream, object)));

  it('counts what is live', () => {
    for (const stream of STREAMS) expect(all(stream)).toHaveLength(account.counts()[stream]);
  });

  it('ties each unsubscribe to a contact and to a campaign that was sent to the audience', () => {
    const sent = new Map(all('campaign_reports').map((report) => [report.id, report]));
    expect(all('unsubscribes').length).toBeGreaterThan(10);
    for (const record of all('unsubscribes')) {
      expect(account.audiences.get(String(record.list_id))!.contacts.find(String(record.email_id))).toMatchObject({
        email_address: record.email_address,
      });
      expect(sent.get(record.campaign_id)).toMatchObject({ list_id: record.list_id });
    }
    expect(sum([...sent.values()].map((report) => Number(report.unsubscribed)))).toBe(all('unsubscribes').length);
  });

  it('has a report for each sent campaign, and for no other', () => {
    const sent = all('campaigns').filter(({ status }) => status === 'sent');
    expect(new Set(sent.map(({ id }) => id))).toEqual(new Set(all('campaign_reports').map(({ id }) => id)));
    expect(sent.every(({ report_summary }) => report_summary !== undefined)).toBe(true);
  });

  it('counts the members of an audience by status', () => {
    for (const audience of all('audiences')) {
      const contacts = [...account.audiences.get(String(audience.id))!.contacts.live()];
      const stats = audience.stats as Record<string, number>;
      expect(stats.member_count).toBe(contacts.filter(({ status }) => status === 'subscribed').length);
      expect(stats.cleaned_count).toBe(contacts.filter(({ status }) => status === 'cleaned').length);
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
        // A product that is deleted later stays on the orders it was sold by.
        const sold = lines.filter((line) => store.products.find(String(line.product_id)));
        if (updates === 0) expect(sold).toHaveLength(lines.length);
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
