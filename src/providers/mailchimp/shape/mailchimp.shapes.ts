import { normaliser } from '../../kit/normaliser.js';
import { MAILCHIMP_AUDIENCE_SHAPES } from './mailchimp.shapes.audiences.js';
import { MAILCHIMP_CAMPAIGN_SHAPES } from './mailchimp.shapes.campaigns.js';
import { MAILCHIMP_SHOP_SHAPES } from './mailchimp.shapes.shop.js';

export const normaliseMailchimp = normaliser(
  MAILCHIMP_AUDIENCE_SHAPES,
  MAILCHIMP_CAMPAIGN_SHAPES,
  MAILCHIMP_SHOP_SHAPES,
);
