import { QueueDto } from '../queues/queue.dto.js';

export class InboxSummaryDto {
  received!: number;
  processing!: number;
  dead!: number;
  /** Age of the oldest event that is neither done nor given up; `null`: there is none. */
  oldestOpenAgeSeconds!: number | null;
}

export class RunsSummaryDto {
  queued!: number;
  running!: number;
  succeeded!: number;
  failed!: number;
  cancelled!: number;
}

export class ProcessSummaryDto {
  instance!: string;
  roles!: string[];
  uptimeSeconds!: number;
}

export class HealthSummaryDto {
  /** How many, by provider and status: `{ <provider>: { connected: 3 } }`. */
  integrations!: Record<string, Record<string, number>>;
  inbox!: InboxSummaryDto;
  /** Runs created within the last day, by status. */
  runs!: RunsSummaryDto;
  queues!: QueueDto[];
  /** The one that answers. */
  process!: ProcessSummaryDto;
}
