import type { CallContext, Connection } from '../../connection.js';
import { asRecord, items, text } from '../../kit/fields.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { isFound } from '../../kit/found.js';
import { ProviderProtocolError, ProviderRequestError } from '../../provider.errors.js';
import type { WebhookRegistrarPort, WebhookRegistration } from '../../webhook.port.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import type { MailchimpClient } from '../api/mailchimp.client.js';
import type { MailchimpParents } from '../streams/mailchimp.parents.js';
import { AUDIENCE_EVENTS } from './mailchimp.event-types.js';

const EVENTS = Object.fromEntries(AUDIENCE_EVENTS.map((type) => [type, true]));
/**
 * Most contacts of a shop are changed by programs. What we have written ourselves is reported, too, and is known by being
 * equal when it is read.
 */
const SOURCES = { user: true, admin: true, api: true };
const PATH = '/lists/{list_id}/webhooks';
const TAKEN = /multiple webhooks/i;

/** A webhook for each audience: https://mailchimp.com/developer/marketing/api/list-webhooks/ */
export class MailchimpRegistrar implements WebhookRegistrarPort {
  constructor(
    private readonly client: MailchimpClient,
    private readonly parents: MailchimpParents,
    private readonly accessOf: (connection: Connection) => MailchimpAccess,
  ) {}

  async register(connection: Connection, url: string, context: CallContext): Promise<WebhookRegistration> {
    const access = this.accessOf(connection);
    const { parents } = await this.parents.of(access, 'audience', new ProviderExchange(context.signal));
    const externalIds: string[] = [];
    const secrets = new Set<string>();
    try {
      for (const { id: list } of parents) {
        const webhook = await this.create(access, list, url, context);
        externalIds.push(`${list}/${webhook.id}`);
        if (webhook.secret) secrets.add(webhook.secret);
      }
    } catch (error) {
      // Webhooks for only some of the audiences would miss events. The first failure explains more than a second one.
      await this.unregister(connection, externalIds, context).catch(() => undefined);
      throw error;
    }
    return { externalIds, secrets: [...secrets] };
  }

  /** The secret stays, as does the URL. */
  async update(connection: Connection, externalIds: readonly string[], { signal }: CallContext): Promise<void> {
    const access = this.accessOf(connection);
    for (const externalId of externalIds) {
      const { list, id } = nameOf(externalId);
      const exchange = new ProviderExchange(signal);
      const body = { events: EVENTS, sources: SOURCES };
      await isFound(
        this.client.send(access, `PATCH ${PATH}/{id}`, exchange, (api) => api.lists.updateListWebhook(list, id, body)),
      );
    }
  }

  async unregister(connection: Connection, externalIds: readonly string[], { signal }: CallContext): Promise<void> {
    const access = this.accessOf(connection);
    for (const externalId of externalIds) {
      const { list, id } = nameOf(externalId);
      await this.remove(access, list, id, signal);
    }
  }

  /** Only this answer contains the secret, so a webhook whose answer was lost is created again. */
  private async create(access: MailchimpAccess, list: string, url: string, { signal }: CallContext) {
    const exchange = new ProviderExchange(signal);
    const body = { url, events: EVENTS, sources: SOURCES };
    const post = () =>
      this.client.send(access, `POST ${PATH}`, exchange, (api) => api.lists.createListWebhook(list, body));
    try {
      await post();
    } catch (error) {
      if (!(error instanceof ProviderRequestError) || !isTaken(exchange)) throw error;
      await this.removeAllOf(access, list, url, signal);
      await post();
    }
    const id = text(exchange.body.id);
    if (!id) throw new ProviderProtocolError('Mailchimp answered a webhook without an id');
    return { id, secret: text(exchange.body.signing_secret) };
  }

  private async removeAllOf(access: MailchimpAccess, list: string, url: string, signal: AbortSignal): Promise<void> {
    const exchange = new ProviderExchange(signal);
    await this.client.send(access, `GET ${PATH}`, exchange, (api) => api.lists.getListWebhooks(list));
    for (const webhook of items(exchange.body.webhooks)) {
      if (webhook.url === url) await this.remove(access, list, String(webhook.id), signal);
    }
  }

  private async remove(access: MailchimpAccess, list: string, id: string, signal: AbortSignal): Promise<void> {
    const exchange = new ProviderExchange(signal);
    await isFound(
      this.client.send(access, `DELETE ${PATH}/{id}`, exchange, (api) => api.lists.deleteListWebhook(list, id)),
    );
  }
}

function nameOf(externalId: string): { list: string; id: string } {
  const [list = '', id = ''] = externalId.split('/');
  return { list, id };
}

/** Mailchimp takes a URL once for each audience. */
function isTaken({ body }: ProviderExchange): boolean {
  const messages = [body.detail, ...items(body.errors).map((error) => asRecord(error).message)];
  return messages.some((message) => TAKEN.test(String(message)));
}
