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
  /** Of the integration. */
  status: string;
  /** Of its newest credentials. */
  version: number;
}

/**
 * The integration that credentials belong to. integrations/ implements this, because these are columns of its table.
 * Every call is part of the transaction that changes the credentials.
 */
export interface CredentialOwnerPort {
  /** New credentials are stored: their version rises, and a lease to refresh the former ones ends. */
  replaced(tx: TenantTransaction, integrationId: string, refreshAt: Date | null): Promise<void>;
  /** The credentials are deleted, so nothing is due for refresh. */
  forgotten(tx: TenantTransaction, integrationId: string): Promise<void>;
  state(tx: TenantTransaction, integrationId: string): Promise<CredentialOwnerState | undefined>;
  /**
   * Takes the lease to refresh one version, by the database's clock.
   * @param knownStatus of the integration, as the caller knows it. If it was refused since then, there is no lease.
   * @returns the lease; `null`: another process has it, there is a newer version, or the credentials were refused
   */
  lease(tx: TenantTransaction, ref: CredentialRef, knownStatus: string, leaseSeconds: number): Promise<string | null>;
  release(tx: TenantTransaction, integrationId: string, lease: string): Promise<void>;
  /** Locks the integration if this version is still its newest, so that what follows holds for it alone. */
  lockIfCurrent(tx: TenantTransaction, ref: CredentialRef): Promise<boolean>;
  /** The provider has given new tokens: a connection that had been refused works again. */
  refreshed(tx: TenantTransaction, integrationId: string): Promise<void>;
  /** The provider has refused to refresh: the connection stops until its owner connects the account again. */
  refused(tx: TenantTransaction, integrationId: string, error: ProviderCredentialsError): Promise<void>;
}

/** Filled by IntegrationsModule. */
@Injectable()
export class CredentialOwner extends PortHolder<CredentialOwnerPort> {}
