import { MAILCHIMP_AUDIENCE_MAPPERS } from './mailchimp.normalise-audiences.js';
import { MAILCHIMP_CAMPAIGN_MAPPERS } from './mailchimp.normalise-campaigns.js';
import { MAILCHIMP_SHOP_MAPPERS } from './mailchimp.normalise-shop.js';

const MAPPERS = new Map<string, (raw: Record<string, unknown>) => object>(
  Object.entries({ ...MAILCHIMP_AUDIENCE_MAPPERS, ...MAILCHIMP_CAMPAIGN_MAPPERS, ...MAILCHIMP_SHOP_MAPPERS }),
);

/** Into the shared shapes; `{}` for types that are not kept. */
export function normaliseMailchimp(type: string, raw: Record<string, unknown>): Record<string, unknown> {
  return { ...MAPPERS.get(type)?.(raw) };
}
