import { Injectable } from '@nestjs/common';
import { PortHolder } from '../common/port.holder.js';
import type { TenantTransaction } from '../database/transaction.js';
import type { ProviderCredentialsError } from '../providers/provider.errors.js';

/** One version of the credentials of an integration. */
export interface CredentialRef {
  integrationId: string;
  version: number;
}

export interface CredentialOwnerState {
  /** Status of the integration. */
  status: string;
  /** Version of its newest credentials. */
  version: number;
}

/**
 * The integration that owns credentials. `integrations/` implements it, because the columns belong to its table.
 * Every call is part of the transaction that changes the credentials.
 */
export interface CredentialOwnerPort {
  /**
   * New credentials are stored. Raises their version, and ends a lease to refresh the former ones.
   * @param endsAt when the consent ends for good, if that is soon
   */
  replaced(tx: TenantTransaction, integrationId: string, refreshAt: Date | null, endsAt: Date | null): Promise<void>;
  /** The credentials are deleted. Nothing is due for refresh. */
  forgotten(tx: TenantTransaction, integrationId: string): Promise<void>;
  state(tx: TenantTransaction, integrationId: string): Promise<CredentialOwnerState | undefined>;
  /**
   * Takes the lease to refresh one version, by the database's clock.
   * @param knownStatus status of the integration as the caller read it. If credentials were refused since, there is no
   * lease.
   * @returns the lease; `null`: another process has it, there is a newer version, or the credentials were refused
   */
  lease(tx: TenantTransaction, ref: CredentialRef, knownStatus: string, leaseSeconds: number): Promise<string | null>;
  release(tx: TenantTransaction, integrationId: string, lease: string): Promise<void>;
  /**
   * Locks the integration if this version is still its newest. The rest of the transaction then applies to this version
   * only.
   */
  lockIfCurrent(tx: TenantTransaction, ref: CredentialRef): Promise<boolean>;
  /** The provider has issued new tokens. If the credentials had been refused, the integration works again. */
  refreshed(tx: TenantTransaction, integrationId: string): Promise<void>;
  /** The provider has refused to refresh. The integration stops until its owner connects the account again. */
  refused(tx: TenantTransaction, integrationId: string, error: ProviderCredentialsError): Promise<void>;
}

/** IntegrationsModule sets the implementation. */
@Injectable()
export class CredentialOwner extends PortHolder<CredentialOwnerPort> {}
