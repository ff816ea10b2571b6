import { randomUUID } from 'node:crypto';
import { beginConsent, openCallback, confirm, openAuthorizeUrl } from './consent.client.js';
import { send } from './http.client.js';
import { stripeEventBody, stripeSignature } from './stripe.delivery.js';
import type { Answer, Tenant } from './tenant.js';
import type { World } from './world.js';

const SECRET = 'whsec_rotated_with_it';

interface Consent {
  callback: URL;
  cookie: string;
}

/**
 * Everything of a tenant that is signed or encrypted with a key of the service: stored responses, a cursor, a webhook
 * URL, consents.
 */
export class IssuedValues {
  private readonly answers = new Map<string, Answer<unknown>>();
  private readonly consents: Consent[] = [];
  private confirmation = '';
  private endpointPath = '';
  private cursor = '';

  constructor(
    private readonly world: World,
    readonly tenant: Tenant,
    readonly integrationId: string,
  ) {}

  /** @param consents how many times {@link consent} can be called */
  async issue(answers: number, consents: number): Promise<void> {
    const endpoint = await this.post(`/integrations/${this.integrationId}/webhook-endpoints`, 'endpoint', {
      secret: SECRET,
    });
    this.endpointPath = new URL((endpoint.body as { url: string }).url).pathname;
    await this.tenant.call('POST', '/notifications/endpoints', { url: 'https://hooks.example.org/key-rotation' });
    for (let n = 0; n < answers; n++) await this.first(`answer-${n}`);
    const { body } = await this.tenant.call<{ nextCursor: string }>('GET', '/integrations?limit=1');
    this.cursor = body.nextCursor;
    for (let n = 0; n < consents; n++) this.consents.push(await this.begin());
    const { callback } = await this.begin();
    this.confirmation = String((await openCallback(callback)).body.confirmation);
  }

  /** Sends a delivery to the webhook URL. */
  async deliver(secret = SECRET): Promise<{ status: number; retryAfter?: string; body: Record<string, unknown> }> {
    const created = Math.floor(Date.now() / 1000);
    const object = { id: 'cus_1', object: 'customer' };
    const body = stripeEventBody({ id: `evt_${randomUUID()}`, type: 'customer.created', created, object });
    const headers = { 'content-type': 'application/json', 'stripe-signature': stripeSignature(body, secret) };
    const answer = await send(this.world.service.url, { method: 'POST', path: this.endpointPath, headers, body });
    return { status: answer.status, retryAfter: answer.headers['retry-after'], body: answer.body };
  }

  nextPage(): Promise<Answer<Record<string, unknown>>> {
    return this.tenant.call('GET', `/integrations?limit=1&cursor=${encodeURIComponent(this.cursor)}`);
  }

  /** Makes a request whose response is stored. A second execution would have a different response. */
  async first(key: string): Promise<Answer<unknown>> {
    return this.post(`/integrations/${this.integrationId}/test`, key);
  }

  /** Repeats a request. `same`: the response is exactly the first one. */
  async repeat(key: string): Promise<{ status: number; same: boolean; body: unknown }> {
    const isEndpoint = key === 'endpoint';
    const path = `/integrations/${this.integrationId}/${isEndpoint ? 'webhook-endpoints' : 'test'}`;
    const body = isEndpoint ? { secret: SECRET } : undefined;
    const answer = await this.tenant.call<unknown>('POST', path, body, { 'idempotency-key': key });
    const first = this.answers.get(key);
    const same =
      answer.headers.get('idempotent-replayed') === 'true' &&
      answer.status === first?.status &&
      JSON.stringify(answer.body) === JSON.stringify(first.body);
    return { status: answer.status, same, body: answer.body };
  }

  keys(): string[] {
    return [...this.answers.keys()];
  }

  /** The owner comes back from the provider. Returns the status of the response to the browser. */
  async consent(): Promise<number> {
    const consent = this.consents.shift();
    if (!consent) throw new Error('All consents are used');
    return (await openCallback(consent.callback, consent.cookie)).status;
  }

  /** The principal confirms with the code that another browser showed. Returns the status of the response. */
  async confirm(): Promise<number> {
    return (await confirm(this.tenant, 'stripe', this.confirmation)).status;
  }

  /** Checks everything that was issued. Returns what did not work, by name. */
  async faults(): Promise<string[]> {
    const faults: string[] = [];
    const expect = (what: string, isGood: boolean, got: unknown) => {
      if (!isGood) faults.push(`${what}: ${JSON.stringify(got)}`);
    };
    for (const key of this.keys()) {
      const repeated = await this.repeat(key);
      expect(`answer of ${key}`, repeated.same, repeated);
    }
    const delivery = await this.deliver();
    expect('delivery', delivery.status === 200, delivery);
    const page = await this.nextPage();
    expect('cursor', page.status === 200, page.body);
    const tested = await this.tenant.call<{ ok: boolean }>('POST', `/integrations/${this.integrationId}/test`);
    expect('connection', tested.body.ok, tested.body);
    return faults;
  }

  private async post(path: string, key: string, body?: unknown): Promise<Answer<unknown>> {
    const answer = await this.tenant.call<unknown>('POST', path, body, { 'idempotency-key': key });
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    this.answers.set(key, answer);
    return answer;
  }

  private async begin(): Promise<Consent> {
    const begun = await beginConsent(this.tenant, 'stripe');
    return { callback: await openAuthorizeUrl(begun), cookie: begun.cookie };
  }
}
