import type { FactType } from '../../facts/fact.js';
import { NotificationErrorDto } from '../endpoints/endpoint.dto.js';

export class DeliveryDto {
  /**
   * Also the `webhook-id` of every attempt.
   * @example '0196f3a2-7f0e-7a3b-9c55-0d6b1a2e4f10'
   */
  id!: string;
  /** @example 'e7a90d13-6b2c-4f81-9d3a-5c4b3a2f1e0d' */
  endpointId!: string;
  type!: FactType;
  status!: 'waiting' | 'sending' | 'delivered' | 'dead';
  /**
   * Attempts that have failed.
   * @example 0
   */
  attempts!: number;
  /** Of the last attempt that was answered. */
  responseStatus!: number | null;
  error!: NotificationErrorDto | null;
  /** When it is tried next; `null` once it has ended. */
  nextAttemptAt!: Date | null;
  createdAt!: Date;
  endedAt!: Date | null;
}

export class DeliveryDetailDto extends DeliveryDto {
  /**
   * The exact text that is signed and posted.
   * @example '{"type":"sync.failed","timestamp":"2026-03-14T09:26:53.000Z","data":{}}'
   */
  body!: string;
}

export class DeliveryPageDto {
  data!: DeliveryDto[];
  nextCursor!: string | null;
}
