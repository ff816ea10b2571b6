import { methodNotAllowed, notFound } from '../mailchimp.errors.js';
import { accountRoot, ping } from './account.reading.js';
import { listEmailActivity, readEmailActivity } from './activity.reading.js';
import type { ApiHandler, ApiRoute } from './api.call.js';
import { listAudienceContacts, readAudienceContact } from './audience.contacts.reading.js';
import {
  listInterestCategories,
  listInterests,
  listMergeFields,
  readInterest,
  readInterestCategory,
  readMergeField,
} from './audience.fields.reading.js';
import { listAudiences, listSegments, readAudience, readSegment } from './audience.reading.js';
import {
  deleteCampaign,
  listCampaigns,
  listReports,
  listUnsubscribes,
  readCampaign,
  readReport,
  readUnsubscribe,
} from './campaign.reading.js';
import { listContacts, listTags, readContact } from './contact.reading.js';
import {
  addContact,
  archiveContact,
  batchContacts,
  forgetContact,
  tagContact,
  updateContact,
  upsertContact,
} from './contact.writing.js';
import { createMergeField, updateMergeField } from './merge-field.writing.js';
import { listOf, listStores, readOf, readStore } from './store.reading.js';
import { createWebhook, deleteWebhook, listWebhooks, readWebhook, updateWebhook } from './webhook.writing.js';

const MEMBER = '/lists/:list_id/members/:subscriber_hash';
const STORE = '/ecommerce/stores/:store_id';
const CATEGORY = '/lists/:list_id/interest-categories/:interest_category_id';
const WEBHOOK = '/lists/:list_id/webhooks/:webhook_id';

const ROUTES: readonly (readonly [method: string, path: string, handler: ApiHandler])[] = [
  ['GET', '/', accountRoot],
  ['GET', '/ping', ping],
  ['GET', '/lists', listAudiences],
  ['GET', '/lists/:list_id', readAudience],
  ['POST', '/lists/:list_id', batchContacts],
  ['GET', '/lists/:list_id/members', listContacts],
  ['POST', '/lists/:list_id/members', addContact],
  ['GET', MEMBER, readContact],
  ['PUT', MEMBER, upsertContact],
  ['PATCH', MEMBER, updateContact],
  ['DELETE', MEMBER, archiveContact],
  ['POST', `${MEMBER}/actions/delete-permanent`, forgetContact],
  ['GET', `${MEMBER}/tags`, listTags],
  ['POST', `${MEMBER}/tags`, tagContact],
  ['GET', '/audiences/:list_id/contacts', listAudienceContacts],
  ['GET', '/audiences/:list_id/contacts/:contact_id', readAudienceContact],
  ['GET', '/lists/:list_id/merge-fields', listMergeFields],
  ['POST', '/lists/:list_id/merge-fields', createMergeField],
  ['GET', '/lists/:list_id/merge-fields/:merge_id', readMergeField],
  ['PATCH', '/lists/:list_id/merge-fields/:merge_id', updateMergeField],
  ['GET', '/lists/:list_id/interest-categories', listInterestCategories],
  ['GET', CATEGORY, readInterestCategory],
  ['GET', `${CATEGORY}/interests`, listInterests],
  ['GET', `${CATEGORY}/interests/:interest_id`, readInterest],
  ['GET', '/lists/:list_id/segments', listSegments],
  ['GET', '/lists/:list_id/segments/:segment_id', readSegment],
  ['GET', '/lists/:list_id/webhooks', listWebhooks],
  ['POST', '/lists/:list_id/webhooks', createWebhook],
  ['GET', WEBHOOK, readWebhook],
  ['PATCH', WEBHOOK, updateWebhook],
  ['DELETE', WEBHOOK, deleteWebhook],
  ['GET', '/campaigns', listCampaigns],
  ['GET', '/campaigns/:campaign_id', readCampaign],
  ['DELETE', '/campaigns/:campaign_id', deleteCampaign],
  ['GET', '/reports', listReports],
  ['GET', '/reports/:campaign_id', readReport],
  ['GET', '/reports/:campaign_id/unsubscribed', listUnsubscribes],
  ['GET', '/reports/:campaign_id/unsubscribed/:subscriber_hash', readUnsubscribe],
  ['GET', '/reports/:campaign_id/email-activity', listEmailActivity],
  ['GET', '/reports/:campaign_id/email-activity/:subscriber_hash', readEmailActivity],
  ['GET', '/ecommerce/stores', listStores],
  ['GET', STORE, readStore],
  ['GET', `${STORE}/customers`, listOf('customers')],
  ['GET', `${STORE}/customers/:id`, readOf('customers')],
  ['GET', `${STORE}/orders`, listOf('orders')],
  ['GET', `${STORE}/orders/:id`, readOf('orders')],
  ['GET', `${STORE}/products`, listOf('products')],
  ['GET', `${STORE}/products/:id`, readOf('products')],
];

const PATTERNS = ROUTES.map(([method, path, handler]) => ({ method, path, parts: partsOf(path), handler }));

/** Finds the operation behind a method and a path below /3.0. */
export function routeFor(method: string, path: string): ApiRoute {
  const parts = partsOf(path);
  const matching = PATTERNS.filter((pattern) => matches(pattern.parts, parts));
  if (matching.length === 0) throw notFound();
  const found = matching.find((pattern) => pattern.method === method);
  if (!found) throw methodNotAllowed(matching.map((pattern) => pattern.method));
  const names = found.parts.map((part, at) => [part, parts[at]!] as const).filter(([part]) => part.startsWith(':'));
  return {
    operation: `${method} /3.0${found.path}`,
    path: Object.fromEntries(names.map(([name, value]) => [name.slice(1), decoded(value)])),
    handler: found.handler,
  };
}

function partsOf(path: string): string[] {
  return path.split('/').filter(Boolean);
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  return pattern.length === parts.length && pattern.every((part, at) => part.startsWith(':') || part === parts[at]);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
