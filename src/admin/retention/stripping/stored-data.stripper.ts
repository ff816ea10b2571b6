import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { CrossTenant } from '../../../database/cross-tenant.js';
import type { Transaction } from '../../../database/transaction.js';
import { DONE, JobHandlers, type JobOutcome } from '../../../queues/job.handlers.js';
import { ProviderRules } from './provider.rules.js';
import { StoredBodies } from './stored.bodies.js';
import { StoredRecords } from './stored.records.js';
import { ADVANCE_SQL, BEGIN_SQL, END_PASS_SQL, TAKE_SQL, UNFINISHED_SQL } from './stripping.sql.js';
import type { RowPosition, StrippingTarget } from './stripping.target.js';

/** Rows of one transaction. */
const BATCH = 1_000;
/** Between two batches, so that this work never has the database to itself. */
const PAUSE_MS = 20;
/** While an upgrade is rolled out, processes of the former version go on writing: what they wrote is for a second pass. */
const PASSES = 2;

interface Progress {
  target: string;
  pass: number;
  position: RowPosition | null;
}

/**
 * Takes out of what is already stored what must not be stored, after an upgrade that brings rules for it. A batch and
 * its checkpoint are one transaction, so a killed worker loses nothing but a batch.
 */
@Injectable()
export class StoredDataStripper implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(StoredDataStripper.name);
  private readonly targets: readonly StrippingTarget[];
  private readonly fingerprint: string;
  private current?: Promise<void>;
  private stopping = false;

  constructor(
    private readonly crossTenant: CrossTenant,
    private readonly handlers: JobHandlers,
    rules: ProviderRules,
    records: StoredRecords,
    bodies: StoredBodies,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.targets = [records, bodies];
    this.fingerprint = rules.fingerprint();
  }

  onModuleInit(): void {
    this.handlers.register('stripping', () => this.handle());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.current?.catch(() => undefined);
  }

  /** How much of the work is left, and how much of it is due. */
  async left(): Promise<{ unfinished: number; due: number }> {
    return this.crossTenant.transaction(async (tx) => {
      await tx.execute(BEGIN_SQL, [this.fingerprint]);
      const row = await tx.row<{ unfinished: number; due: number }>(UNFINISHED_SQL, [this.fingerprint]);
      return row ?? { unfinished: 0, due: 0 };
    });
  }

  private async handle(): Promise<JobOutcome> {
    try {
      await (this.current ??= this.work().finally(() => (this.current = undefined)));
      return DONE;
    } catch (error) {
      return { kind: 'retry', error };
    }
  }

  /** For a short while: the queue has other work, and the scheduler asks again. */
  private async work(): Promise<void> {
    const deadline = performance.now() + this.config.limits.STRIPPING_JOB_MS;
    let seen = 0;
    let stripped = 0;
    while (!this.stopping && performance.now() < deadline) {
      const batch = await this.crossTenant.transaction((tx) => this.batch(tx));
      if (!batch) break;
      seen += batch.seen;
      stripped += batch.stripped;
      await sleep(PAUSE_MS);
    }
    if (seen > 0) this.logger.log(`Stored data: ${seen} rows looked at, ${stripped} stripped`);
  }

  /** `null`: nothing is due, or another worker is at it. */
  private async batch(tx: Transaction): Promise<{ seen: number; stripped: number } | null> {
    const progress = await tx.row<Progress>(TAKE_SQL, [this.fingerprint]);
    const target = this.targets.find(({ table }) => table === progress?.target);
    if (!progress || !target) return null;
    const { seen, stripped, last } = await target.strip(tx, progress.position, BATCH);
    const key = [target.table, this.fingerprint];
    await tx.execute(ADVANCE_SQL, [...key, last && JSON.stringify(last), seen, stripped]);
    if (seen < BATCH) await this.endPass(tx, key, progress.pass);
    return { seen, stripped };
  }

  private async endPass(tx: Transaction, key: readonly string[], pass: number): Promise<void> {
    const wait = pass < PASSES ? this.config.limits.STRIPPING_SECOND_PASS_SECONDS : null;
    const sums = await tx.row<{ seen: string; stripped: string }>(END_PASS_SQL, [...key, wait]);
    this.logger.log(
      `Stored data: pass ${pass} of ${PASSES} over ${key[0]} is done; ${sums?.seen} rows looked at, ${sums?.stripped} stripped so far`,
    );
  }
}
