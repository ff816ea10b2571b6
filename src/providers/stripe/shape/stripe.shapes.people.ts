import { epochTime, metadata, text } from '../../kit/fields.js';
import { address } from './stripe.fields.js';
import { currencyCode } from '../../kit/currency.js';
import type { Mapper } from '../../kit/normaliser.js';

export const customers: Mapper<'customer'> = (raw) => ({
  name: text(raw.name),
  email: text(raw.email),
  phone: text(raw.phone),
  address: address(raw.address),
  currency: currencyCode(raw.currency),
  active: raw.deleted !== true,
  unsubscribed: null,
  metadata: metadata(raw.metadata),
  createdAt: epochTime(raw.created),
});
