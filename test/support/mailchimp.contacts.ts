import { randomUUID } from 'node:crypto';
import * as items from './outbound.items.js';

export const { at } = items;

/** Another name each time: an audience knows whom another test has added. */
export const name = () => `p${randomUUID().slice(0, 8)}`;

/** Has consented. */
export const contact = (id: string, version: number, over: object = {}) =>
  items.contact(id, version, { firstName: id, emailConsent: 'granted', consentAt: at(0), ...over });

export const ticket = (id: string, email: string, version = 1, over: object = {}) =>
  items.ticket(id, email, version, { holder: { id: email, email }, ...over });
