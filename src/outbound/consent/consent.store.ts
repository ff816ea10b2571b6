import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { TenantTransaction, Transaction } from '../../database/transaction.js';
import type { EmailConsent } from '../../providers/items/contact.item.js';
import { timeIn } from '../../providers/kit/push/contact.history.js';
import { consentSaid } from '../../providers/kit/push/consent.time.js';
import type { PushedItem } from '../../providers/push.port.js';
import { FORGET_SQL, FORGOTTEN_SQL, LEARN_SQL, REVOCATIONS_SQL, STATE_SQL } from './consent.sql.js';

type Contact = Extract<PushedItem, { entity: 'contacts' }>;

interface RevokedAddress {
  hash: string;
  at: number;
  isOfContact: boolean;
}

/** That contacts are to be left alone. Times are epoch ms. */
export interface Revocation {
  /** When that was said last. */
  at: number;
  /** When a contact has said so of the address that they have. Absent: none has, or that is not the last word on it. */
  byContactAt?: number;
}

/** What was said of a consent. */
export interface ConsentStatement {
  addressHash: Buffer;
  state: EmailConsent;
  statedAt: Date;
  evidence: Readonly<Record<string, string>>;
}

interface Account {
  tenantId: string;
  integrationId: string;
}

/** Rows of `outbound_consents`: what was last said of a consent, by the platform or to the provider. */
@Injectable()
export class ConsentStore {
  /** What the platform says. @returns how many of the statements count from now on */
  state(tx: Transaction, account: Account, statements: readonly ConsentStatement[]): Promise<number> {
    return write(tx, STATE_SQL, account, statements);
  }

  /** When the tenant has forgotten one of these addresses, epoch ms; `null`: it has not. */
  async forgottenAt(tx: TenantTransaction, addresses: readonly string[]): Promise<number | null> {
    if (addresses.length === 0) return null;
    const row = await tx.row<{ at: number | null }>(FORGOTTEN_SQL, [tx.tenantId, addresses.map(addressHash)]);
    return row?.at ?? null;
  }

  /** Those of the addresses whose last word, by any contact or to the provider, is a revocation. */
  async revokedOf(tx: TenantTransaction, integrationId: string, addresses: readonly string[]): Promise<string[]> {
    if (addresses.length === 0) return [];
    const revoked = new Set((await revocations(tx, integrationId, addresses.map(addressHash))).map(({ hash }) => hash));
    return addresses.filter((address) => revoked.has(hexHash(address)));
  }

  /**
   * That contacts are to be left alone, as it was said last: at their addresses, or by themselves at those that they had
   * before, if they have said nothing since. What was said to the provider of such an address goes with its member. `null`: the
   * last word is another one.
   */
  async revocation(
    tx: TenantTransaction,
    integrationId: string,
    contacts: readonly Contact[],
  ): Promise<Revocation | null> {
    const asked = contacts.flatMap(({ body: { email, formerAddresses = [] } }) =>
      email ? [hexHash(email), ...formerAddresses] : [],
    );
    if (asked.length === 0) return null;
    const rows = await revocations(
      tx,
      integrationId,
      asked.map((hash) => Buffer.from(hash, 'hex')),
    );
    const found = contacts.flatMap(({ body }) => {
      const saidAt = consentSaid(body).at ?? timeIn(body.updatedAt) ?? 0;
      const former = rows.filter(({ hash, at, isOfContact }) => {
        return isOfContact && at >= saidAt && body.formerAddresses?.includes(hash);
      });
      const present = rows.filter(({ hash }) => hasAddress(hash)({ body }));
      return [...present, ...former];
    });
    if (found.length === 0) return null;
    // They have one address.
    const byContact = found.find(({ hash, isOfContact }) => isOfContact && contacts.some(hasAddress(hash)));
    return { at: Math.max(...found.map(({ at }) => at)), ...(byContact && { byContactAt: byContact.at }) };
  }

  /** Addresses are forgotten at these integrations. Whatever was said of their consents before has ended. */
  async forget(
    tx: TenantTransaction,
    integrationIds: readonly string[],
    addressHashes: readonly Buffer[],
  ): Promise<void> {
    await tx.execute(FORGET_SQL, [tx.tenantId, integrationIds, addressHashes]);
  }

  /** What was said to the provider. Of addresses that nothing is known of, nothing is kept. @returns how many differ */
  learn(tx: Transaction, account: Account, statements: readonly ConsentStatement[]): Promise<number> {
    return write(tx, LEARN_SQL, account, statements);
  }
}

const revocations = (
  tx: TenantTransaction,
  integrationId: string,
  hashes: readonly Buffer[],
): Promise<RevokedAddress[]> => tx.rows<RevokedAddress>(REVOCATIONS_SQL, [tx.tenantId, integrationId, hashes]);

/** Of several statements about one address, the newest one is written. Of two of one time, the revocation is. */
async function write(
  tx: Transaction,
  sql: string,
  { tenantId, integrationId }: Account,
  statements: readonly ConsentStatement[],
): Promise<number> {
  if (statements.length === 0) return 0;
  return tx.execute(sql, [
    tenantId,
    integrationId,
    statements.map(({ addressHash: hash }) => hash),
    statements.map(({ state }) => state),
    statements.map(({ statedAt }) => statedAt),
    statements.map(({ evidence }) => JSON.stringify(evidence)),
  ]);
}

/** Addresses are compared without regard to case and outer blanks. */
export function addressHash(address: string): Buffer {
  return createHash('sha256').update(address.trim().toLowerCase()).digest();
}

const hasAddress =
  (hash: string) =>
  ({ body: { email } }: Pick<Contact, 'body'>): boolean =>
    Boolean(email) && hexHash(email) === hash;

const hexHash = (address: string): string => addressHash(address).toString('hex');
