import { notFound } from '../mailchimp.errors.js';
import type { MailchimpAccount } from '../live/mailchimp.account.js';
import type { MailchimpAudience } from '../live/mailchimp.audience.js';
import type { MailchimpStore } from '../live/mailchimp.store.js';
import type { ApiCall } from './api.call.js';

type Lookup<T> = (account: MailchimpAccount) => T | undefined;

/** What is another account's is not there; that it was asked for with the wrong key is counted. */
function owned<T>(call: ApiCall, lookup: Lookup<T>): T {
  const found = lookup(call.account);
  if (found !== undefined) return found;
  const isForeign = [...call.world.accounts.values()].some((other) => lookup(other) !== undefined);
  if (isForeign) call.world.mismatches += 1;
  throw notFound();
}

export const audienceOf = (call: ApiCall): MailchimpAudience =>
  owned(call, (account) => account.audiences.get(call.path.list_id!));

export const storeOf = (call: ApiCall): MailchimpStore =>
  owned(call, (account) => account.stores.get(call.path.store_id!));

export const campaignIndexOf = (call: ApiCall): number =>
  owned(call, (account) => account.campaigns.indexOf(call.path.campaign_id!));

export const reportIndexOf = (call: ApiCall): number =>
  owned(call, (account) => account.reports.indexOf(call.path.campaign_id!));
