import { Agent, request } from 'node:http';
import { elapse } from './fixed.wait.js';
import { patient } from './patience.js';
import { stripeSignature } from './stripe.delivery.js';

const PATIENCE_MS = patient(10_000);

/** Result of one attempt: the status, or `lost` if there was no response. */
export type Outcome = number | 'lost';

/**
 * Sends like a provider: over persistent connections, with a new signature for each attempt, and repeatedly until the
 * response is a 200.
 */
export class WebhookSender {
  /** Outcomes of all attempts. */
  readonly outcomes = new Map<Outcome, number>();
  /** All responses other than 200. */
  readonly refusals: { status: number; retryAfter: string | undefined }[] = [];
  acknowledged = 0;
  private readonly agent: Agent;

  constructor(
    private readonly url: () => string,
    private readonly connections = 50,
    private readonly retryMs = 100,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Resolves once all bodies have been acknowledged. */
  async send(bodies: readonly string[]): Promise<void> {
    const waiting = bodies.values();
    const connection = async () => {
      for (const body of waiting) await this.untilAcknowledged(body);
    };
    await Promise.all(Array.from({ length: this.connections }, connection));
  }

  end(): void {
    this.agent.destroy();
  }

  private async untilAcknowledged(body: string): Promise<void> {
    while ((await this.attempt(body)) !== 200) await elapse(this.retryMs);
    this.acknowledged++;
  }

  private async attempt(body: string): Promise<Outcome> {
    const outcome = await this.post(body).catch((): Outcome => 'lost');
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    return outcome;
  }

  private post(body: string): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const sent = request(`${this.url()}/api/v1/webhooks/stripe`, {
        method: 'POST',
        agent: this.agent,
        timeout: PATIENCE_MS,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'stripe-signature': stripeSignature(body),
        },
      });
      sent.on('error', reject);
      sent.on('timeout', () => sent.destroy(new Error('No answer in time')));
      sent.on('response', (response) => {
        response.on('error', reject);
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status !== 200) this.refusals.push({ status, retryAfter: response.headers['retry-after'] });
          resolve(status);
        });
        response.resume();
      });
      sent.end(body);
    });
  }
}
