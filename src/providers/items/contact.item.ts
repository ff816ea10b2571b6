import { z } from 'zod';
import { address, attributes, common, email, id, instant, requiredText, text } from './item.fields.js';

export const EMAIL_CONSENTS = ['granted', 'revoked', 'pending', 'unknown'] as const;
export type EmailConsent = (typeof EMAIL_CONSENTS)[number];

const MOST_TAGS = 100;

export const contactItem = z.strictObject({
  ...common,
  email,
  venueId: id.nullish(),
  firstName: text(100).nullish(),
  lastName: text(100).nullish(),
  phone: text(40).nullish(),
  address: address.nullish(),
  tags: z.array(requiredText(100)).max(MOST_TAGS).nullish(),
  emailConsent: z.enum(EMAIL_CONSENTS),
  /** When the person consented, or withdrew the consent. */
  consentAt: instant.nullish(),
  consentSource: text(200).nullish(),
  attributes: attributes.nullish(),
  deletedAt: instant.nullish(),
  /** The person asked to be forgotten. */
  erase: z.boolean().nullish(),
});
