import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import type { IntegrationRow } from '../connections/integration.row.js';
import { CredentialStore } from '../../credentials/vault/credential.store.js';
import { RevocationStore, type Revocation } from './revocation.store.js';

/** Whoever disconnects waits for it, in a process that is also a worker. */
const PATIENCE_MS = 5_000;
/** For so long other workers leave it to the process that disconnects. */
const HEAD_START_MS = 2 * PATIENCE_MS;

type Revoked = Pick<IntegrationRow, 'tenantId' | 'id'>;

/**
 * Gives a consent back to the provider once we no longer use it. Whether another tenant uses it is for a worker to see,
 * so the consent is handed over in the disconnecting transaction; a process that is API and worker does it at once.
 * Best effort: here the connection has ended anyway.
 */
@Injectable()
export class ConsentRevoker {
  private readonly logger = new Logger(ConsentRevoker.name);
  private revokesHere = false;

  constructor(
    private readonly providers: ProviderRegistry,
    private readonly credentials: CredentialStore,
    private readonly revocations: RevocationStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** This process is a worker, so it may see whether another tenant uses a consent. */
  revokeHere(): void {
    this.revokesHere = true;
  }

  /** To be called before the credentials are forgotten. `false`: there is no consent, or it was handed over before. */
  async handOver(tx: TenantTransaction, row: IntegrationRow): Promise<boolean> {
    if (row.authMethod === 'key' || row.status === 'disconnected') return false;
    if (!this.providers.get(row.provider).oauth?.isConfigured()) return false;
    let credentials: Record<string, string>;
    try {
      credentials = await this.credentials.load(tx, row.id);
    } catch (error) {
      this.failed(row.provider, row.id, error);
      return false;
    }
    await this.revocations.insert(tx, row, credentials, this.revokesHere ? HEAD_START_MS : 0);
    return true;
  }

  /** What was handed over just now, if this process may. Never throws. */
  async revokeNow(revoked: Revoked): Promise<void> {
    if (!this.revokesHere) return;
    try {
      const revocation = await this.revocations.take(revoked);
      if (revocation) await this.revoke(revocation);
    } catch (error) {
      this.logger.warn(
        `The consent of integration ${revoked.id} could not be revoked. Next try later: ${reasonOf(error)}`,
      );
    }
  }

  /** One try: it is done with, or due again. @throws UnavailableError when PostgreSQL is away */
  async revoke(revocation: Revocation): Promise<void> {
    try {
      if (!(await this.revocations.isUsedElsewhere(revocation))) await this.giveBack(revocation);
    } catch (error) {
      this.failed(revocation.provider, revocation.integrationId, error);
      if (revocation.attempts < this.config.limits.CONSENT_REVOCATION_TRIES) return;
    }
    await this.revocations.remove(revocation);
  }

  private async giveBack(revocation: Revocation): Promise<void> {
    const { oauth } = this.providers.get(revocation.provider);
    if (!oauth?.isConfigured()) throw new Error('the provider is not set up for OAuth here');
    await oauth.revoke(this.revocations.connectionOf(revocation), { signal: AbortSignal.timeout(PATIENCE_MS) });
  }

  private failed(provider: string, integrationId: string, error: unknown): void {
    this.logger.warn(
      `The consent of ${provider} integration ${integrationId} could not be given back: ${reasonOf(error)}`,
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
