import { SandboxWorld } from '../common/sandbox.world.js';
import { hashText, mix32 } from '../common/seeded.random.js';
import { CompanyLimits } from './api/company.limits.js';
import { Bookkeeper } from './live/bookkeeper.js';
import { ChangeJournal } from './live/change.journal.js';
import { QuickBooksCompany, type CompanySpec } from './live/quickbooks.company.js';
import { OAuthApp } from './oauth/oauth.app.js';
import { quotaExceeded } from './quickbooks.fault.js';
import { TokenVault, type GivenTokens, type IssuedTokens } from './oauth/token.vault.js';
import { QuickBooksWebhooks } from './webhooks/quickbooks.webhooks.js';
import { EntityWriter } from './writing/entity.writer.js';

/** Everything the QuickBooks sandbox knows, shared by its API and by its control calls. */
export class QuickBooksWorld extends SandboxWorld<QuickBooksCompany> {
  readonly limits = new CompanyLimits();
  readonly app = new OAuthApp();
  readonly tokens = new TokenVault();
  readonly webhooks = new QuickBooksWebhooks();
  readonly bookkeeper = new Bookkeeper(new ChangeJournal(this.clock, (event) => this.webhooks.publish(event)));
  readonly writer = new EntityWriter(this.bookkeeper);
  /** Calls whose token belongs to another company than the one in the path. */
  mismatches = 0;
  /** Reads that Intuit meters, by realmId. */
  readonly meteredReads = new Map<string, number>();
  private created = 0;

  /** A company that is made again loses the tokens it had. */
  openAccount(spec: CompanySpec & GivenTokens): { company: QuickBooksCompany; tokens: IssuedTokens } {
    const company = this.createCompany(spec);
    this.tokens.spoil(company.realmId, { revokeAccess: true, revokeRefresh: true });
    return { company, tokens: this.tokens.open(company.realmId, this.clock.now(), spec) };
  }

  createCompany(spec: CompanySpec): QuickBooksCompany {
    this.created += 1;
    const realmId = spec.id ?? newRealmId(spec.seed ?? this.created, this.created);
    const company = new QuickBooksCompany(realmId, spec, this.clock.now());
    this.accounts.delete(realmId);
    this.accounts.set(realmId, company);
    return company;
  }

  /** @throws QuickBooksFault when the month's reads are used up */
  meter(realmId: string): void {
    const { monthlyReads } = this.limits.settings;
    const used = [...this.meteredReads.values()].reduce((sum, reads) => sum + reads, 0);
    if (monthlyReads !== null && used >= monthlyReads) throw quotaExceeded();
    this.meteredReads.set(realmId, (this.meteredReads.get(realmId) ?? 0) + 1);
  }
}

/** Sixteen digits and more than 2^53, as Intuit hands them out: a program that makes numbers of them mixes companies up. */
function newRealmId(seed: number, count: number): string {
  const salt = hashText(`company ${seed}`);
  const low = mix32(salt, count, 1) % 1_000_000;
  const high = mix32(salt, count, 2) % 1_000_000;
  return `9341${String(high).padStart(6, '0')}${String(low).padStart(6, '0')}`;
}
