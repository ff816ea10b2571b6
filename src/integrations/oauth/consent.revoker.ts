import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import type { IntegrationRow } from '../connections/integration.row.js';
import { CredentialStore } from '../../credentials/vault/credential.store.js';
import { RevocationStore, type Revocation } from './revocation.store.js';

/** How long a disconnecting request waits for the provider, in a process that is API and worker. */
const PATIENCE_MS = 5_000;
/** Other workers leave the revocation to the disconnecting process for this time. */
const HEAD_START_MS = 2 * PATIENCE_MS;

const RETRIED = 'It is tried again';
const NOT_RETRIED = 'It is not tried again';

type Revoked = Pick<IntegrationRow, 'tenantId' | 'id'>;

/**
 * Revokes a consent at the provider when this service no longer uses it. Only a worker can see whether another tenant
 * uses it, so the disconnecting transaction stores the consent for revocation. A process that is API and worker revokes
 * it at once. Best effort: the account is disconnected in any case.
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

  /** Call this in a worker, which can see whether another tenant uses a consent. */
  revokeHere(): void {
    this.revokesHere = true;
  }

  /**
   * Stores the consent for revocation. Call this before the credentials are deleted. `false`: there is no consent, or
   * it was stored before.
   */
  async handOver(tx: TenantTransaction, row: IntegrationRow): Promise<boolean> {
    if (row.authMethod === 'key' || row.status === 'disconnected') return false;
    if (!this.providers.get(row.provider).oauth?.isConfigured()) return false;
    let credentials: Record<string, string>;
    try {
      credentials = await this.credentials.load(tx, row.id);
    } catch (error) {
      this.failed(row.provider, row.id, error, NOT_RETRIED);
      return false;
    }
    await this.revocations.insert(tx, row, credentials, this.revokesHere ? HEAD_START_MS : 0);
    return true;
  }

  /** If this process is a worker, revokes a consent that was just stored for revocation. Never throws. */
  async revokeNow(revoked: Revoked): Promise<void> {
    if (!this.revokesHere) return;
    try {
      const revocation = await this.revocations.take(revoked);
      if (revocation) await this.revoke(revocation);
    } catch (error) {
      this.logger.warn(`The consent of integration ${revoked.id} could not be revoked. ${RETRIED}: ${reasonOf(error)}`);
    }
  }

  /**
   * Tries once. A failed revocation stays due until its tries are used up.
   * @throws UnavailableError when PostgreSQL is away
   */
  async revoke(revocation: Revocation): Promise<void> {
    try {
      if (!(await this.revocations.isUsedElsewhere(revocation))) await this.revokeAtProvider(revocation);
    } catch (error) {
      const isRetried = revocation.attempts < this.config.limits.CONSENT_REVOCATION_TRIES;
      this.failed(revocation.provider, revocation.integrationId, error, isRetried ? RETRIED : NOT_RETRIED);
      if (isRetried) return;
    }
    await this.revocations.remove(revocation);
  }

  private async revokeAtProvider(revocation: Revocation): Promise<void> {
    const { oauth } = this.providers.get(revocation.provider);
    if (!oauth?.isConfigured()) throw new Error('the provider is not set up for OAuth here');
    await oauth.revoke(this.revocations.connectionOf(revocation), { signal: AbortSignal.timeout(PATIENCE_MS) });
  }

  private failed(provider: string, integrationId: string, error: unknown, next: string): void {
    this.logger.warn(
      `The consent of ${provider} integration ${integrationId} could not be revoked. ${next}: ${reasonOf(error)}`,
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
