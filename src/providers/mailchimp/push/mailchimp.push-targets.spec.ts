import { describe, expect, it } from '@jest/globals';
import type { PushedItem } from '../../push.port.js';
import { contact, HASH, ticket } from '../testing/push.intents.js';
import { planForMailchimp } from './mailchimp.push-targets.js';

const plan = (...args: Parameters<typeof planForMailchimp>) =>
  planForMailchimp(...args).map(({ target, subject }) => `${target} ${subject}`);

describe('What an item wants at Mailchimp', () => {
  it('is named by the address, however it is written', () => {
    expect(plan(contact({ email: 'ADA@Example.org' }))).toEqual([`member ${HASH}`]);
    expect(plan(ticket('t1', { holder: { id: 'h2', email: 'Ada@example.org' } }))).toEqual([`tags ${HASH}`]);
  });

  it('is tags besides, if the contact has some', () => {
    expect(plan(contact({ tags: ['vip'] }))).toEqual([`member ${HASH}`, `tags ${HASH}`]);
    for (const over of [{ tags: [] }, { tags: null }, { tags: ['vip'], erase: true }]) {
      expect(plan(contact(over))).toEqual([`member ${HASH}`]);
    }
  });

  it('is nothing for events and payments', () => {
    for (const entity of ['events', 'payments']) expect(plan({ ...contact(), entity } as PushedItem)).toEqual([]);
  });

  it('reads the event of a ticket, and waits for no one', () => {
    expect(planForMailchimp(ticket('t1'))).toMatchObject([
      { needs: [{ target: 'member', withinSeconds: 0 }], reads: [{ entity: 'events', platformId: 'evt_1' }] },
    ]);
  });
});
