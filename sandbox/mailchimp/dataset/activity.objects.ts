import type { MailchimpObject } from '../mailchimp.stream.js';
import type { CampaignFacts } from './campaign.facts.js';
import { campaignId } from './campaign.objects.js';
import type { AudienceFacts } from './contact.facts.js';
import { subscriberHash, timestamp } from './dataset.js';

/** Recipients of a campaign whose activity is made up, at most. A report counts many more opens. */
const MOST = 20;
const SHOP = 'https://shop.example.com/';

/** How many recipients of a campaign have done something with it. */
export function activeCount(facts: CampaignFacts, audience: AudienceFacts): number {
  return Math.min(MOST, Math.floor((audience.count * (facts.index % 7)) / 20));
}

/** What one recipient did with a campaign. */
export function emailActivity(
  facts: CampaignFacts,
  audience: AudienceFacts,
  listId: string,
  index: number,
): MailchimpObject {
  const hash = audience.data.hash('email_activity', facts.index * 1_000 + index, 20);
  const email = audience.email(index * 2);
  const opened = Math.min(audience.data.createdTo, facts.sentAt + 60 + (hash % 86_400));
  const open = { action: 'open', timestamp: timestamp(opened), ip: `198.51.100.${hash % 250}` };
  const click = { action: 'click', timestamp: timestamp(opened + 30), url: SHOP, ip: open.ip };
  const bounce = { action: 'bounce', type: 'soft', timestamp: timestamp(opened) };
  const activity = hash % 13 === 0 ? [bounce] : hash % 3 === 0 ? [open, click] : [open];
  return activityOf({ campaign: campaignId(audience.data, facts.index), listId, email, activity });
}

interface Recipient {
  campaign: string;
  listId: string;
  email: string;
  activity: MailchimpObject[];
}

export function activityOf({ campaign, listId, email, activity }: Recipient): MailchimpObject {
  return {
    campaign_id: campaign,
    list_id: listId,
    list_is_active: true,
    email_id: subscriberHash(email),
    email_address: email,
    activity,
  };
}
