import { ApiProperty } from '@nestjs/swagger';
import { QUEUE_NAMES } from '../../work/queue.table.js';

export class QueueDto {
  @ApiProperty({ enum: QUEUE_NAMES, example: 'integration-high' })
  name!: string;
  /**
   * Whether Redis answered. If not, the numbers are `null`, and work continues without Redis.
   * @example true
   */
  available!: boolean;
  /**
   * Waiting jobs, including those that a pause holds back.
   * @example 7
   */
  waiting!: number | null;
  /** @example 2 */
  active!: number | null;
  /** @example 0 */
  delayed!: number | null;
  /** @example 1 */
  failed!: number | null;
  /**
   * Age of the oldest waiting job. `null`: no job is waiting.
   * @example 3
   */
  oldestAgeSeconds!: number | null;
  /** @example false */
  paused!: boolean;
  pausedAt!: Date | null;
  /** `user:` or `service:` and its id. */
  pausedBy!: string | null;
}

export class QueuePageDto {
  data!: QueueDto[];
  nextCursor!: string | null;
}
