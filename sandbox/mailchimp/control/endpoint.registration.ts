import type { MailchimpAccount } from '../live/mailchimp.account.js';
import type { MailchimpWorld } from '../mailchimp.world.js';
import { EVENT_SOURCES, EVENT_TYPES } from '../webhooks/audience.event.js';
import { flags, type DeliveryForm } from '../webhooks/mailchimp.webhooks.js';
import { probe } from '../webhooks/url.probe.js';

const FORMS: readonly DeliveryForm[] = ['signed', 'unsigned', 'mandrill'];

/** Makes an endpoint that no API call made. With `probe` the URL is asked first, as each product does it. */
export async function registerEndpoint(
  world: MailchimpWorld,
  account: MailchimpAccount,
  body: Record<string, unknown>,
) {
  const form = FORMS.find((candidate) => candidate === (body.form ?? 'signed'));
  if (!form) throw new Error(`form: one of ${FORMS.join(', ')}`);
  const listId = body.listId === undefined || body.listId === null ? null : String(body.listId);
  if (listId !== null && !account.audiences.has(listId)) throw new Error(`no audience ${listId}`);
  const url = String(body.url);
  const secret = body.key ?? body.secret;
  const isMandrill = form === 'mandrill';
  const probed =
    body.probe === true
      ? await probe(url, isMandrill ? 'HEAD' : 'GET', isMandrill ? 'Mandrill-Webhook/1.0' : 'MailChimp')
      : undefined;
  const endpoint = world.webhooks.register({
    account: account.id,
    listId,
    url,
    form,
    events: flags(EVENT_TYPES, body.events, body.events === undefined),
    sources: flags(EVENT_SOURCES, body.sources, body.sources === undefined),
    ...(typeof secret === 'string' ? { secret } : {}),
  });
  return { id: endpoint.id, secret: endpoint.secret, ...(probed === undefined ? {} : { probe: probed }) };
}
