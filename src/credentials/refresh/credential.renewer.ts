import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { ProviderCredentialsError, ProviderError, ProviderUnavailableError } from '../../providers/provider.errors.js';
import type { Connection } from '../../providers/connection.js';
import type { OAuthPort, TokenCredentials } from '../../providers/oauth.port.js';
import { Disconnector } from '../../integrations/connections/disconnector.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import { CredentialStore } from '../vault/credential.store.js';
import { RenewalStore, type RenewalRef } from './renewal.store.js';
import { renewalTime } from './renewal.times.js';

export interface HeldCredentials {
  version: number;
  credentials: Readonly<Record<string, string>>;
}

const UNANSWERED = 'The provider did not renew the tokens';
const REPLACED = 'The credentials were replaced while they were being renewed; the new ones are used from now on';
const POLL_MS = 50;
/** The provider's answer is worth more than anything else here: it is the only copy of the new tokens. */
const SAVE_TRIES = 60;
const SAVE_PAUSE_MS = 500;

/**
 * Renews tokens, one caller at a time for a connection, in all processes. Nobody waits with a database connection in
 * hand, and the new pair is stored before anyone uses it. Whoever dies in between leaves a lease that runs out; the
 * next one asks with the old token, and the provider either honours it or the connection needs its owner.
 */
@Injectable()
export class CredentialRenewer {
  private readonly logger = new Logger(CredentialRenewer.name);

  constructor(
    private readonly database: Database,
    private readonly renewals: RenewalStore,
    private readonly credentials: CredentialStore,
    private readonly disconnector: Disconnector,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  isDue({ credentials }: HeldCredentials): boolean {
    const due = renewalTime(credentials, this.config.limits.TOKEN_RENEW_AHEAD_SECONDS);
    return due !== null && due.getTime() <= this.clock.now();
  }

  /**
   * @returns credentials newer than `held`, renewed by us or by somebody else
   * @throws ProviderCredentialsError when the provider refuses, or has refused, to renew these
   * @throws ProviderUnavailableError when it cannot be asked now
   */
  async renew(
    integration: IntegrationRow,
    oauth: OAuthPort,
    connection: Connection,
    held: HeldCredentials,
  ): Promise<HeldCredentials> {
    const { tenantId, id, status } = integration;
    const ref = { tenantId, id, version: held.version };
    const deadline = performance.now() + this.config.limits.TOKEN_RENEWAL_LEASE_SECONDS * 2_000;
    while (performance.now() < deadline) {
      const newer = await this.newer(ref, status);
      if (newer) return newer;
      const { TOKEN_RENEWAL_LEASE_SECONDS: seconds } = this.config.limits;
      const lease = await this.database.inTenant(tenantId, (tx) => this.renewals.claim(tx, ref, status, seconds));
      if (lease) return this.ask(ref, lease, oauth, { ...connection, credentials: held.credentials });
      await sleep(POLL_MS);
    }
    throw new ProviderUnavailableError('Another process is still renewing the tokens of this connection');
  }

  /** @param knownStatus who opened the connection knowing that it needs its owner may try all the same */
  private newer({ tenantId, id, version }: RenewalRef, knownStatus: string): Promise<HeldCredentials | null> {
    return this.database.inTenant(tenantId, async (tx) => {
      const state = await this.renewals.state(tx, { tenantId, id });
      if (!state || state.status === 'disconnected') throw refused('The integration was disconnected');
      if (state.version !== version) {
        return { version: state.version, credentials: await this.credentials.load(tx, tenantId, id) };
      }
      if (state.status === 'needs_reauth' && knownStatus !== 'needs_reauth') {
        throw refused('The provider has refused to renew the tokens; connect the account again');
      }
      return null;
    });
  }

  private async ask(ref: RenewalRef, lease: string, oauth: OAuthPort, connection: Connection) {
    let renewed: TokenCredentials;
    try {
      const signal = AbortSignal.timeout(this.config.limits.PROVIDER_TIMEOUT_MS);
      renewed = await oauth.renew!(connection, { signal });
    } catch (error) {
      throw await this.settleFailure(ref, lease, error);
    }
    return this.save(ref, renewed);
  }

  /** @returns what to throw: the refusal of credentials that were replaced meanwhile says nothing of the new ones */
  private async settleFailure(ref: RenewalRef, lease: string, error: unknown): Promise<ProviderError> {
    return this.database.inTenant(ref.tenantId, async (tx) => {
      await this.renewals.release(tx, ref, lease);
      if (!(error instanceof ProviderError)) return new ProviderUnavailableError(UNANSWERED, { cause: error });
      if (!(error instanceof ProviderCredentialsError)) return error;
      if (!(await this.renewals.isCurrent(tx, ref))) return new ProviderUnavailableError(REPLACED, { cause: error });
      await this.disconnector.stop(tx, ref, error);
      return error;
    });
  }

  /** The old pair may be void by now, so nothing but a lost race ends this early. */
  private async save(ref: RenewalRef, credentials: TokenCredentials): Promise<HeldCredentials> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.database.inTenant(ref.tenantId, async (tx) => {
          if (!(await this.renewals.isCurrent(tx, ref))) throw new ProviderUnavailableError(REPLACED);
          await this.credentials.save(tx, ref.tenantId, ref.id, credentials);
          await this.renewals.succeed(tx, ref);
        });
        return { version: ref.version + 1, credentials };
      } catch (error) {
        if (error instanceof ProviderError || tries >= SAVE_TRIES) throw error;
        this.logger.error(`Refreshed tokens of integration ${ref.id} could not be stored. Trying again`);
        await sleep(SAVE_PAUSE_MS);
      }
    }
  }
}

function refused(message: string): ProviderCredentialsError {
  return new ProviderCredentialsError(message);
}
