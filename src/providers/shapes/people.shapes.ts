import { z } from 'zod';
import { amount, count, currency, flag, metadata, text, time } from './fields.js';
import { ADDRESS, MONEY } from './values.js';

/** Who buys, and how they are spoken to. */
export const PEOPLE_SHAPES = {
  account: z
    .object({
      name: text,
      email: text,
      country: text,
      currency,
    })
    .describe('The connected account itself.'),
  customer: z
    .object({
      name: text.meta({ example: 'Ada Example' }),
      email: text.meta({ example: 'ada@example.org' }),
      phone: text,
      address: ADDRESS.nullable(),
      currency,
      active: flag,
      unsubscribed: flag.nullable().describe('They asked not to be written to; `null`: the vendor does not say.'),
      metadata,
      createdAt: time,
    })
    .describe('A person or company that buys.'),
  vendor: z
    .object({
      name: text,
      email: text,
      phone: text,
      address: ADDRESS.nullable(),
      currency,
      balanceMinor: amount,
      active: flag,
      createdAt: time,
    })
    .describe('A person or company that is bought from.'),
  contact: z
    .object({
      audienceId: text,
      email: text,
      name: text,
      phone: text,
      status: text.describe('`subscribed`, `unsubscribed`, `cleaned`, `pending`, `transactional`, `archived`.'),
      smsStatus: text.describe(
        '`subscribed`, `unsubscribed`, `nonsubscribed`, `pending`; `null`: none was ever asked for.',
      ),
      smsPhone: text,
      permissions: z
        .array(
          z.object({
            id: z.string(),
            name: text,
            granted: flag,
          }),
        )
        .describe('What the person has consented to, by the name that the audience gives it.'),
      interests: z.array(z.string()).describe('Ids of the interests that were chosen.'),
      tags: z.array(z.string()).describe('All of them, however many.'),
      fields: z.record(z.string(), z.unknown()).describe('What the audience asks for, by the names it gives.'),
      language: text,
      optedInAt: time,
      createdAt: time,
    })
    .describe('A person in an audience.'),
  audience: z
    .object({
      name: text,
      memberCount: count,
      unsubscribeCount: count,
      createdAt: time,
    })
    .describe('A list of contacts.'),
  segment: z
    .object({
      audienceId: text,
      name: text,
      kind: text,
      memberCount: count,
      createdAt: time,
    })
    .describe('A part of an audience.'),
  contact_field: z
    .object({
      audienceId: text,
      name: text,
      tag: text,
      kind: text,
      required: flag,
      createdAt: time,
    })
    .describe('A field of the contacts of an audience.'),
  interest: z
    .object({
      audienceId: text,
      categoryId: text,
      name: text,
      memberCount: count,
      createdAt: time,
    })
    .describe('Something that contacts can choose to be written to about.'),
  email_activity: z
    .object({
      campaignId: text,
      audienceId: text,
      email: text,
      actions: z.array(
        z.object({
          kind: text,
          at: time,
          url: text,
        }),
      ),
    })
    .describe('The actions of one contact on one campaign.'),
  gift_card: z
    .object({
      ...MONEY.shape,
      kind: text,
      status: text,
      lastDigits: text,
      customerIds: z.array(z.string()),
      createdAt: time,
    })
    .describe('A gift card.'),
  gift_card_activity: z
    .object({
      ...MONEY.shape,
      giftCardId: text,
      kind: text,
      balanceMinor: amount,
      orderId: text,
      paymentId: text,
      locationId: text,
      createdAt: time,
    })
    .describe('A change of the balance of a gift card.'),
  loyalty_account: z
    .object({
      customerId: text,
      programId: text,
      points: count,
      lifetimePoints: count,
      enrolledAt: time,
      createdAt: time,
    })
    .describe("A customer's account of a loyalty program."),
  campaign: z
    .object({
      audienceId: text,
      name: text,
      subject: text,
      kind: text,
      status: text,
      sentAt: time,
      recipientCount: count,
      createdAt: time,
    })
    .describe('An email that is sent to an audience.'),
  campaign_report: z
    .object({
      campaignId: text,
      sent: count,
      opens: count,
      uniqueOpens: count,
      clicks: count,
      bounces: count,
      unsubscribes: count,
      abuseReports: count,
      sentAt: time,
    })
    .describe('What became of a campaign.'),
  unsubscribe: z
    .object({
      campaignId: text,
      audienceId: text,
      email: text,
      reason: text,
      unsubscribedAt: time,
    })
    .describe('A contact that unsubscribed because of a campaign.'),
};
