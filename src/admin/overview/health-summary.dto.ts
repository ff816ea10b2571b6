import { QueueDto } from '../queues/queue.dto.js';

export class InboxSummaryDto {
  /** @example 3 */
  received!: number;
  /** @example 2 */
  processing!: number;
  /** @example 1 */
  dead!: number;
  /**
   * Age of the oldest event that is neither processed nor dead. `null`: there is no such event.
   * @example 4
   */
  oldestOpenAgeSeconds!: number | null;
}

export class RunsSummaryDto {
  /** @example 2 */
  queued!: number;
  /** @example 1 */
  running!: number;
  /** @example 140 */
  succeeded!: number;
  /** @example 3 */
  failed!: number;
  /** @example 0 */
  cancelled!: number;
}

export class ProcessSummaryDto {
  /** @example 'worker-7c9f' */
  instance!: string;
  /** @example ["api","worker"] */
  roles!: string[];
  /** @example 86400 */
  uptimeSeconds!: number;
}

export class HealthSummaryDto {
  /** Number of integrations by provider and status: `{ <provider>: { connected: 3 } }`. */
  integrations!: Record<string, Record<string, number>>;
  inbox!: InboxSummaryDto;
  /** Runs created within the last day, by status. */
  runs!: RunsSummaryDto;
  queues!: QueueDto[];
  /** The process that answered this request. */
  process!: ProcessSummaryDto;
}
