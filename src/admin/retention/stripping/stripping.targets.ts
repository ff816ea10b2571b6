import { Injectable } from '@nestjs/common';
import { ERROR_COLUMNS } from './error.columns.js';
import { ProviderRules } from './provider.rules.js';
import { StoredBodies } from './stored.bodies.js';
import { StoredErrors } from './stored.errors.js';
import { StoredExports } from './stored.exports.js';
import { StoredRecords } from './stored.records.js';
import { BODY_TABLES } from '../../../webhooks/inbox/body-stripping.sql.js';
import type { StrippingTarget } from './stripping.target.js';

/** Every table that holds data or messages of a provider. */
@Injectable()
export class StrippingTargets {
  private readonly targets: ReadonlyMap<string, StrippingTarget>;
  /** A hash of all rules. If a rule changes, the hash changes, and all stored data is examined again. */
  readonly rules: string;

  constructor(rules: ProviderRules, records: StoredRecords, exports: StoredExports) {
    const bodies = BODY_TABLES.map((table) => new StoredBodies(rules, table));
    const errors = ERROR_COLUMNS.map((column) => new StoredErrors(rules, column));
    this.targets = new Map([records, ...bodies, exports, ...errors].map((target) => [target.table, target]));
    this.rules = rules.fingerprint();
  }

  tables(): string[] {
    return [...this.targets.keys()];
  }

  find(table: string): StrippingTarget | undefined {
    return this.targets.get(table);
  }
}
