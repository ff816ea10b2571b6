import { Injectable } from '@nestjs/common';
import type { JobOutcome } from './job.outcome.js';
import type { QueueKey } from './queue.table.js';
import { jobsOf } from './table/work-table.definition.js';
import type { WorkItem } from './table/work.item.js';
import type { WorkTable } from './table/work.table.js';
import { WorkTables } from './table/work.tables.js';
import type { WorkKind } from './work.kind.js';

/** A kind of work with its table. */
export interface RegisteredWork<Item extends WorkItem = WorkItem> {
  kind: WorkKind<Item>;
  table: WorkTable<Item>;
}

/** A job without a row, such as a cleanup. If it is lost, nothing is lost, because it is requested again. */
export interface PlainJob<Payload = never> {
  name: string;
  queue: QueueKey;
  handle(payload: Payload): Promise<JobOutcome>;
}

type Job = { queue: QueueKey } & ({ work: RegisteredWork } | { handle(payload: unknown): Promise<JobOutcome> });

/** All kinds of work, by the name of their jobs. Modules register what they own, and each name has one owner. */
@Injectable()
export class WorkRegistry {
  private readonly jobs = new Map<string, Job>();
  private readonly registered: RegisteredWork[] = [];

  constructor(private readonly tables: WorkTables) {}

  register<Item extends WorkItem>(kind: WorkKind<Item>): void {
    const work = { kind: kind as WorkKind, table: this.tables.of<WorkItem>(kind.table) };
    for (const job of jobsOf(kind.table)) this.add(job, { queue: kind.table.jobs[job] as QueueKey, work });
    this.registered.push(work);
  }

  registerJob<Payload>({ name, queue, handle }: PlainJob<Payload>): void {
    this.add(name, { queue, handle: (payload) => handle(payload as Payload) });
  }

  /** All kinds of leased work, in the order of their registration. */
  all(): readonly RegisteredWork[] {
    return this.registered;
  }

  find(job: string): Job | undefined {
    return this.jobs.get(job);
  }

  /** @throws Error when the job was not registered */
  queueOf(job: string): QueueKey {
    const found = this.jobs.get(job);
    if (!found) throw new Error(`Job "${job}" has no handler`);
    return found.queue;
  }

  private add(name: string, job: Job): void {
    if (this.jobs.has(name)) throw new Error(`Job "${name}" has two handlers`);
    this.jobs.set(name, job);
  }
}
