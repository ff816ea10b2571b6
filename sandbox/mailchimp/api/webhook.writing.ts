import { isFields } from '../live/contact.patch.js';
import { invalidResource, notFound } from '../mailchimp.errors.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import { EVENT_SOURCES, EVENT_TYPES } from '../webhooks/audience.event.js';
import { flags, type WebhookEndpoint } from '../webhooks/mailchimp.webhooks.js';
import { probe } from '../webhooks/url.probe.js';
import type { ApiCall } from './api.call.js';
import { audienceOf } from './owned.resource.js';
import { collectionLinks, single } from './resource.links.js';

export function listWebhooks(call: ApiCall): unknown {
  const { id } = audienceOf(call);
  const webhooks = call.world.webhooks.ofAudience(call.account.id, id).map((endpoint) => described(call, endpoint));
  const links = collectionLinks(call, `lists/${id}/webhooks`);
  return { webhooks, list_id: id, total_items: webhooks.length, _links: links };
}

export function readWebhook(call: ApiCall): unknown {
  return described(call, webhookOf(call));
}

/** The secret is shown in this answer and never again. */
export async function createWebhook(call: ApiCall): Promise<unknown> {
  const { id } = audienceOf(call);
  const body = isFields(call.body) ? call.body : {};
  const url = await checkedUrl(body.url);
  const { webhooks } = call.world;
  if (webhooks.ofAudience(call.account.id, id).some((endpoint) => endpoint.url === url)) {
    throw invalidResource('url', 'Sorry, you can not set up multiple WebHooks for one URL');
  }
  const endpoint = webhooks.register({
    account: call.account.id,
    listId: id,
    url,
    events: flags(EVENT_TYPES, body.events, body.events === undefined),
    sources: flags(EVENT_SOURCES, body.sources, body.sources === undefined),
  });
  return { ...described(call, endpoint), signing_secret: endpoint.secret };
}

export async function updateWebhook(call: ApiCall): Promise<unknown> {
  const endpoint = webhookOf(call);
  const body = isFields(call.body) ? call.body : {};
  if (body.url !== undefined) endpoint.url = await checkedUrl(body.url);
  if (isFields(body.events)) endpoint.events = { ...endpoint.events, ...flagsGiven(body.events) };
  if (isFields(body.sources)) endpoint.sources = { ...endpoint.sources, ...flagsGiven(body.sources) };
  return described(call, endpoint);
}

export function deleteWebhook(call: ApiCall): null {
  call.world.webhooks.endpoints.delete(webhookOf(call).id);
  return null;
}

function webhookOf(call: ApiCall): WebhookEndpoint {
  const { id } = audienceOf(call);
  const found = call.world.webhooks
    .ofAudience(call.account.id, id)
    .find((endpoint) => endpoint.id === call.path.webhook_id);
  if (!found) throw notFound();
  return found;
}

/** A URL is only taken when it answers a GET with 200. */
async function checkedUrl(url: unknown): Promise<string> {
  if (typeof url !== 'string' || !URL.canParse(url)) throw invalidResource('url', 'This value is not a valid URL.');
  const status = await probe(url, 'GET', 'MailChimp');
  if (status !== 200) {
    throw invalidResource('url', `The URL could not be validated: it must answer a GET with 200, not ${status}`);
  }
  return url;
}

function flagsGiven(given: MailchimpObject): Record<string, boolean> {
  const entries = Object.entries(given).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean');
  return Object.fromEntries(entries);
}

function described(call: ApiCall, endpoint: WebhookEndpoint): MailchimpObject {
  const { id, url, events, sources, listId } = endpoint;
  const shownFields = { id, url, events, sources, signing_enabled: endpoint.form === 'signed', list_id: listId };
  return single(call, `lists/${listId}/webhooks`, id, shownFields);
}
