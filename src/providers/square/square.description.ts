import type { VendorDescription } from '../kit/provider.adapter.js';

/** How far back Square's log of events reaches: https://developer.squareup.com/docs/events-api/overview */
const LOG_SECONDS = 28 * 86_400;

/**
 * What an incremental run asks Square for. "Log" is the Events API, which accepts only the personal token of an
 * application: that of the merchant's own (a connection by key), or ours (SQUARE_APPLICATION_TOKEN) for merchants who have
 * consented to it. A connection by consent works without it, and so does one whose token Square refuses there.
 *
 * | stream               | what changed                       | what is deleted                | without the log            |
 * |----------------------|------------------------------------|--------------------------------|----------------------------|
 * | locations            | all of them, one request           | never: they become inactive    |                            |
 * | customers            | search by `updated_at`             | log: `customer.deleted`        | counted; relist if some are missing, compared once a day |
 * | products             | search by version (`begin_time`)   | the same: `is_deleted`         |                            |
 * | orders               | search by `updated_at`, ten locations at once | never: they are canceled |                       |
 * | payments             | list by `updated_at`, each location | never: they are canceled      |                            |
 * | refunds              | list by `updated_at`               | never                          |                            |
 * | invoices             | log: `invoice.*`                   | log: `invoice.deleted`         | relist, and count          |
 * | disputes             | log: `dispute.*`                   | never                          | relist                     |
 * | payouts              | log: `payout.*`                    | never                          | relist                     |
 * | payout_entries       | those of the payouts of 14 days that were updated | never           |                            |
 * | bank_accounts        | all of them, one request           | never: they are disabled       |                            |
 * | inventory_counts     | batch retrieve by `updated_after`  | never: they become 0           |                            |
 * | gift_cards           | log: `gift_card.*`                 | never: they are deactivated    | relist                     |
 * | gift_card_activities | list by `created_at`               | never                          |                            |
 * | loyalty_accounts     | log: `loyalty.account.*`           | log: `loyalty.account.deleted` | relist, and count          |
 *
 * Square silently leaves out of its log what the application may not see. So the streams that rely on it are listed again
 * once a day: see their `staleness`. A relist costs a request for every 100 or 200 objects. SQUARE_RELIST_SECONDS makes it
 * rarer for accounts with many objects and no log; until the next relist, the stream's watermark stays. Webhooks report
 * most changes at once. For the catalogue they report only that something has changed, so that waits for the next run.
 */
export const SQUARE_DESCRIPTION: VendorDescription = {
  name: 'square',
  title: 'Square',
  credentialFields: [
    {
      name: 'accessToken',
      required: true,
      description: 'An access token of the merchant: personal, or of an OAuth consent',
    },
  ],
  settingFields: [],
  signatures: [
    {
      header: 'x-square-hmacsha256-signature',
      scheme: 'Base64 of HMAC-SHA256 of the notification URL and the body, by the signature key of the subscription.',
    },
  ],
  changesReachSeconds: LOG_SECONDS,
  docs: 'https://developer.squareup.com/reference/square',
};
