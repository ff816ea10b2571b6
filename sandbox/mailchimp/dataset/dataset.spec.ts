import { describe, expect, it } from '@jest/globals';
import { MailchimpAccount } from '../live/mailchimp.account.js';
import { isPhoneContact, STREAMS, type MailchimpObject, type StreamName } from '../mailchimp.stream.js';
import { seconds, subscriberHash } from './dataset.js';

const NOW = 1_795_000_000;
const spec = { seed: 7, scale: 1500 };
const account = new MailchimpAccount('acc', 'key-us19', spec, NOW);
const all = (stream: StreamName, from = account): MailchimpObject[] =>
  from.branches(stream).flatMap(({ collection }) => [...collection.live()]);

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
    const contacts = all('contacts').filter((contact) => !isPhoneContact(contact));
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
});
