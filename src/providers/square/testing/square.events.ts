import { limitsSchema } from '../../../config/limits.config.js';
import { SquareWebhook } from '../webhook/square.webhook.js';

export const webhook = new SquareWebhook(limitsSchema.parse({}));

/** When the object of an event was changed. */
export const AT = '2026-01-01T00:00:10.25Z';

/** What Square sends, a second after the change. */
export const event = (type: string, data: object, more: object = {}) => ({
  merchant_id: 'M1',
  type,
  event_id: 'e1',
  created_at: '2026-01-01T00:00:11.123456789Z',
  data,
  ...more,
});

export const effects = (body: object) => webhook.effects(JSON.stringify(body));
