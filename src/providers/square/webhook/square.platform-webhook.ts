import type { PlatformWebhook } from '../../webhook.port.js';
import type { SquareApplication } from '../api/square.application.js';
import type { SquareSettings } from '../square.config.js';
import type { SquareSubscriptions } from './square.subscriptions.js';

/** Between two attempts to learn the key, so that a wrong token does not cost requests for each delivery. */
const RETRY_AFTER_MS = 30_000;
/** How long a delivery waits for the key: Square waits 10 s for its answer. */
const PATIENCE_MS = 5_000;

/**
 * The application's one subscription for all merchants. With the application's own token it is set up here, and the key
 * that it signs with is read from Square; without, both are configured by hand.
 */
export class SquarePlatformWebhook implements PlatformWebhook {
  readonly notificationUrl?: string;
  private learnt?: string;
  private asking?: Promise<void>;
  private retryAt = 0;

  /** @param url to which Square is to deliver */
  constructor(
    private readonly subscriptions: SquareSubscriptions,
    private readonly application: SquareApplication,
    private readonly settings: SquareSettings,
    private readonly url: string,
  ) {
    if (settings.webhookNotificationUrl) this.notificationUrl = settings.webhookNotificationUrl;
  }

  /** Whether this installation has one. */
  isConfigured(): boolean {
    return this.settings.webhookSignatureKeys.length > 0 || this.application.access() !== null;
  }

  secrets(): readonly string[] {
    const { webhookSignatureKeys: configured } = this.settings;
    return this.learnt === undefined ? configured : [...configured, this.learnt];
  }

  /** Learns the key where that can be asked for. What cannot be learnt is asked for again later. */
  async prepare(): Promise<void> {
    if (this.learnt !== undefined || performance.now() < this.retryAt) return;
    this.asking ??= this.learn().finally(() => (this.asking = undefined));
    await this.asking;
  }

  /** Sets the subscription up where it is not, if there is a token to do it with. @throws ProviderError */
  async ensure(signal: AbortSignal): Promise<void> {
    const access = this.application.access();
    if (!access) return;
    const { signatureKey } = await this.subscriptions.ensure(access, this.deliveryUrl(), signal);
    this.learnt = signatureKey;
  }

  private async learn(): Promise<void> {
    const access = this.application.access();
    this.retryAt = performance.now() + RETRY_AFTER_MS;
    if (!access) return;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const known = await this.subscriptions.known(access, this.deliveryUrl(), signal).catch(() => null);
    this.learnt = known?.signatureKey;
  }

  private deliveryUrl(): string {
    return this.notificationUrl ?? this.url;
  }
}
