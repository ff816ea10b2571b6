import { DataSource } from 'typeorm';
import type { Config } from '../../src/config/config.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import type { VendorModel } from '../../src/outbound/testing/vendor.model.js';
import { createDatabase, query, type TestDatabase } from './database.js';
import { OutboundHub, type Parts, type Vendor } from './outbound.hub.js';
import { targetsOf, type TargetRow } from './push.totals.js';

const TABLES = [
  ...['items', 'batches', 'targets', 'sources', 'operations', 'consents'].map((name) => `outbound_${name}`),
  ...['audit_log', 'facts', 'records', 'record_changes'],
];

/** Databases of one hub or several, which do not see each other's rows. */
export class HubDatabases {
  private readonly hubs: OutboundHub[] = [];

  constructor(
    readonly databases: readonly TestDatabase[],
    /** As workers, in the same order. */
    readonly sources: readonly DataSource[],
  ) {}

  /** A hub of the first database, or of another one, until {@link stopHubs}. */
  start(config: Config, vendor: VendorModel | Vendor, parts: Parts = {}, n = 0): OutboundHub {
    const hub = new OutboundHub(this.sources[n]!, config, vendor, parts);
    this.hubs.push(hub);
    return hub;
  }

  /** Of the first database. */
  rows<T extends Record<string, unknown>>(sql: string, ...values: unknown[]): Promise<T[]> {
    return query<T>(this.databases[0]!.adminUrl, sql, values);
  }

  /** Of the first database. */
  targetsOf(tenantId: string): Promise<TargetRow[]> {
    return targetsOf(this.databases[0]!.adminUrl, tenantId);
  }

  /** By subject: for what each target of the first database waits, or its status. */
  async statuses(tenantId: string): Promise<Record<string, string>> {
    const targets = await this.targetsOf(tenantId);
    return Object.fromEntries(targets.map(({ subject, status, code }) => [subject, code ?? status]));
  }

  /** Everything that the first database has of a tenant, as text. */
  async stored(tenantId: string): Promise<string> {
    const rowsOf = (table: string) =>
      this.rows<{ row: string }>(`SELECT t::text AS row FROM ${table} t WHERE tenant_id = $1`, tenantId);
    const rows = (await Promise.all(TABLES.map(rowsOf))).flat();
    return rows.map(({ row }) => row).join('\n');
  }

  async stopHubs(): Promise<void> {
    await Promise.all(this.hubs.splice(0).map((hub) => hub.stop()));
  }

  async drop(): Promise<void> {
    await Promise.all(this.sources.map((source) => source.destroy()));
    await Promise.all(this.databases.map((database) => database.drop()));
  }
}

export async function createHubDatabases(count: number, { poolSize = 10 } = {}): Promise<HubDatabases> {
  const databases = await Promise.all(Array.from({ length: count }, () => createDatabase()));
  const sources = databases.map(({ url }) => {
    const pool = { url, poolSize, statementTimeoutMs: 10_000, applicationName: 'spec' };
    return new DataSource(dataSourceOptions(pool)).initialize();
  });
  return new HubDatabases(databases, await Promise.all(sources));
}
