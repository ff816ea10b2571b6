import { normaliser } from '../../kit/normaliser.js';
import * as audiences from './mailchimp.shapes.audiences.js';
import * as campaigns from './mailchimp.shapes.campaigns.js';
import * as shop from './mailchimp.shapes.shop.js';

export const normaliseMailchimp = normaliser(audiences, campaigns, shop);
