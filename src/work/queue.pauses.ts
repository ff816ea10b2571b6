import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

export interface QueuePause {
  queue: string;
  pausedAt: Date;
  pausedBy: string;
}

/** The paused queues. They are stored in PostgreSQL, because a wiped Redis would forget them. */
@Injectable()
export class QueuePauses {
  constructor(private readonly database: Database) {}

  /** Pauses by the name of the queue. */
  async all(): Promise<Map<string, QueuePause>> {
    const rows = await this.database.platform<QueuePause>(
      `SELECT queue, paused_at AS "pausedAt", paused_by AS "pausedBy" FROM queue_pauses`,
    );
    return new Map(rows.map((row) => [row.queue, row]));
  }

  /** If the queue is already paused, its first pause is kept. */
  async add(queue: string, pausedBy: string): Promise<void> {
    await this.database.platform(
      `INSERT INTO queue_pauses (queue, paused_by) VALUES ($1, $2) ON CONFLICT (queue) DO NOTHING`,
      [queue, pausedBy],
    );
  }

  async remove(queue: string): Promise<void> {
    await this.database.platform(`DELETE FROM queue_pauses WHERE queue = $1`, [queue]);
  }
}
