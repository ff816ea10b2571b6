import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { Metrics } from '../../observability/metrics.js';
import type { Connection } from '../../providers/connection.js';
import type { OAuthPort, TokenCredentials } from '../../providers/oauth.port.js';
import { ProviderCredentialsError, ProviderError, ProviderUnavailableError } from '../../providers/provider.errors.js';
import { CredentialOwner, type CredentialRef } from '../credential-owner.port.js';
import { CredentialStore } from '../vault/credential.store.js';
import { refreshTime } from '../vault/refresh-time.js';

export interface HeldCredentials {
  version: number;
  credentials: Readonly<Record<string, string>>;
}

const UNANSWERED = 'The provider did not refresh the tokens';
const REPLACED = 'The credentials were replaced while they were being refreshed; the new ones are used from now on';
const POLL_MS = 50;
/** The provider's response is the only copy of the new tokens, so storing it is retried for a long time. */
const SAVE_TRIES = 60;
const SAVE_PAUSE_MS = 500;

/**
 * Refreshes tokens. Over all processes, only one caller at a time refreshes the tokens of an integration. Waiting holds
 * no database connection, and new tokens are stored before their first use. If a process dies in between, its lease
 * expires, and the next process asks with the old token. If the provider refuses it, the owner must connect the account
 * again.
 */
@Injectable()
export class TokenRefresher {
  private readonly logger = new Logger(TokenRefresher.name);

  constructor(
    private readonly database: Database,
    private readonly owner: CredentialOwner,
    private readonly credentials: CredentialStore,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  isDue({ credentials }: HeldCredentials): boolean {
    const due = refreshTime(credentials, this.config.limits.TOKEN_REFRESH_AHEAD_SECONDS);
    return due !== null && due.getTime() <= this.clock.now();
  }

  /**
   * @param integration its provider, and its status when it was opened. One that was opened as `needs_reauth` may try
   * again.
   * @returns credentials newer than `held`, refreshed by this process or by another
   * @throws ProviderCredentialsError when the provider refuses, or has refused, to refresh these
   * @throws ProviderUnavailableError when the provider cannot be asked now
   */
  async refresh(
    { provider, status: knownStatus }: { provider: string; status: string },
    oauth: OAuthPort,
    connection: Connection,
    held: HeldCredentials,
  ): Promise<HeldCredentials> {
    const { tenantId, integrationId } = connection;
    const ref = { integrationId, version: held.version };
    const { TOKEN_REFRESH_LEASE_SECONDS: seconds } = this.config.limits;
    const deadline = performance.now() + seconds * 2_000;
    while (performance.now() < deadline) {
      const newer = await this.newer(tenantId, ref, knownStatus);
      if (newer) return newer;
      const lease = await this.database.inTenant(tenantId, (tx) =>
        this.owner.port.lease(tx, ref, knownStatus, seconds),
      );
      if (lease) {
        const asked = this.ask(ref, lease, oauth, { ...connection, credentials: held.credentials });
        return this.counted(provider, asked);
      }
      await sleep(POLL_MS);
    }
    throw new ProviderUnavailableError('Another process is still refreshing the tokens of this connection');
  }

  private async counted<T>(provider: string, asked: Promise<T>): Promise<T> {
    try {
      const tokens = await asked;
      this.metrics.credentialRefreshes.inc({ provider, outcome: 'ok' });
      return tokens;
    } catch (error) {
      const outcome = error instanceof ProviderCredentialsError ? 'refused' : 'failed';
      this.metrics.credentialRefreshes.inc({ provider, outcome });
      throw error;
    }
  }

  private newer(
    tenantId: string,
    { integrationId, version }: CredentialRef,
    knownStatus: string,
  ): Promise<HeldCredentials | null> {
    return this.database.inTenant(tenantId, async (tx) => {
      const state = await this.owner.port.state(tx, integrationId);
      if (!state || state.status === 'disconnected') throw refused('The integration was disconnected');
      if (state.version !== version) {
        return { version: state.version, credentials: await this.credentials.load(tx, integrationId) };
      }
      if (state.status === 'needs_reauth' && knownStatus !== 'needs_reauth') {
        throw refused('The provider has refused to refresh the tokens; connect the account again');
      }
      return null;
    });
  }

  private async ask(
    ref: CredentialRef,
    lease: string,
    oauth: OAuthPort,
    connection: Connection,
  ): Promise<HeldCredentials> {
    let tokens: TokenCredentials;
    try {
      const signal = AbortSignal.timeout(this.config.limits.TOKEN_REFRESH_TIMEOUT_MS);
      tokens = await oauth.refresh!(connection, { signal });
    } catch (error) {
      throw await this.settleFailure(connection.tenantId, ref, lease, error);
    }
    return this.save(connection.tenantId, ref, tokens);
  }

  /** @returns the error to throw. If the credentials were replaced meanwhile, a refusal of the old ones is ignored. */
  private async settleFailure(
    tenantId: string,
    ref: CredentialRef,
    lease: string,
    error: unknown,
  ): Promise<ProviderError> {
    const owner = this.owner.port;
    return this.database.inTenant(tenantId, async (tx) => {
      await owner.release(tx, ref.integrationId, lease);
      if (!(error instanceof ProviderError)) return new ProviderUnavailableError(UNANSWERED, { cause: error });
      if (!(error instanceof ProviderCredentialsError)) return error;
      if (!(await owner.lockIfCurrent(tx, ref))) return new ProviderUnavailableError(REPLACED, { cause: error });
      await owner.refused(tx, ref.integrationId, error);
      return error;
    });
  }

  /**
   * Retries until the tokens are stored, because the old tokens may be invalid by now. It stops early only if the
   * credentials were replaced.
   */
  private async save(tenantId: string, ref: CredentialRef, credentials: TokenCredentials): Promise<HeldCredentials> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.database.inTenant(tenantId, async (tx) => {
          if (!(await this.owner.port.lockIfCurrent(tx, ref))) throw new ProviderUnavailableError(REPLACED);
          await this.credentials.save(tx, ref.integrationId, credentials);
          await this.owner.port.refreshed(tx, ref.integrationId);
        });
        return { version: ref.version + 1, credentials };
      } catch (error) {
        if (error instanceof ProviderError || tries >= SAVE_TRIES) throw error;
        this.logger.error(`The new tokens of integration ${ref.integrationId} could not be stored; trying again`);
        await sleep(SAVE_PAUSE_MS);
      }
    }
  }
}

function refused(message: string): ProviderCredentialsError {
  return new ProviderCredentialsError(message);
}
