import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { AdminDatabase } from '../../../database/admin.database.js';
import type { Transaction } from '../../../database/transaction.js';
import { DONE, type JobOutcome } from '../../../work/job.outcome.js';
import { WorkRegistry } from '../../../work/work.registry.js';
import { ADVANCE_SQL, BEGIN_SQL, END_PASS_SQL, POSTPONE_SQL, TAKE_SQL, UNFINISHED_SQL } from './progress.sql.js';
import type { RowPosition } from './stripping.target.js';
import { StrippingTargets } from './stripping.targets.js';

/** Pause between two batches, so that other work can use the database. */
const PAUSE_MS = 20;
/**
 * Number of passes. While an upgrade is rolled out, processes of the former version still write. A second pass examines
 * what they wrote.
 */
const PASSES = 2;

interface Counts {
  seen: number;
  stripped: number;
}

interface Progress {
  target: string;
  pass: number;
  position: RowPosition | null;
}

/**
 * Removes data that must not be stored from rows that are already stored, after an upgrade that adds rules for it. A
 * batch and its checkpoint are one transaction, so a killed worker loses at most one batch.
 */
@Injectable()
export class StoredDataStripper implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(StoredDataStripper.name);
  private current?: Promise<void>;
  private stopping = false;

  constructor(
    private readonly database: AdminDatabase,
    private readonly registry: WorkRegistry,
    private readonly targets: StrippingTargets,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.registry.registerJob({ name: 'stripping', queue: 'low', handle: () => this.handle() });
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.current?.catch(() => undefined);
  }

  /** Number of tables that are not finished, and of those that are due. */
  async left(): Promise<{ unfinished: number; due: number }> {
    return this.database.transaction(async (tx) => {
      await tx.execute(BEGIN_SQL, [this.targets.rules, this.targets.tables()]);
      const row = await tx.row<{ unfinished: number; due: number }>(UNFINISHED_SQL, [this.targets.rules]);
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

  /** Works for a short time only, because the queue has other work. The scheduler requests the next job. */
  private async work(): Promise<void> {
    const deadline = performance.now() + this.config.limits.STRIPPING_JOB_MS;
    let seen = 0;
    let stripped = 0;
    while (!this.stopping && performance.now() < deadline) {
      const batch = await this.next();
      if (!batch) break;
      seen += batch.seen;
      stripped += batch.stripped;
      await sleep(PAUSE_MS);
    }
    if (seen > 0) this.logger.log(`Stored data: ${seen} rows examined, ${stripped} stripped`);
  }

  /** `null`: nothing is due, or another worker processes it. A table that fails does not delay the other tables. */
  private async next(): Promise<Counts | null> {
    let table: string | undefined;
    try {
      return await this.database.transaction((tx) => this.batch(tx, (taken) => (table = taken)));
    } catch (error) {
      if (table === undefined) throw error;
      const values = [table, this.targets.rules, this.config.limits.STRIPPING_INTERVAL_MS];
      await this.database.transaction((tx) => tx.execute(POSTPONE_SQL, values));
      this.logger.warn(
        `Stored data of ${table} could not be stripped. It is tried again later: ${(error as Error).message}`,
      );
      return { seen: 0, stripped: 0 };
    }
  }

  private async batch(tx: Transaction, onTaken: (table: string) => void): Promise<Counts | null> {
    const progress = await tx.row<Progress>(TAKE_SQL, [this.targets.rules, this.targets.tables()]);
    const target = progress && this.targets.find(progress.target);
    if (!target) return null;
    onTaken(target.table);
    const { seen, stripped, last } = await target.strip(tx, progress.position);
    const key = [target.table, this.targets.rules];
    await tx.execute(ADVANCE_SQL, [...key, last && JSON.stringify(last), seen, stripped]);
    if (seen === 0) await this.endPass(tx, key, progress.pass);
    return { seen, stripped };
  }

  private async endPass(tx: Transaction, key: readonly string[], pass: number): Promise<void> {
    const wait = pass < PASSES ? this.config.limits.STRIPPING_SECOND_PASS_SECONDS : null;
    const sums = await tx.row<{ seen: string; stripped: string }>(END_PASS_SQL, [...key, wait]);
    this.logger.log(
      `Stored data: pass ${pass} of ${PASSES} over ${key[0]} is done; ${sums?.seen} rows examined, ${sums?.stripped} stripped so far`,
    );
  }
}
