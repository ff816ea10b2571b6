import { FailureDto } from '../../common/failure.dto.js';
import type { EventStatus } from './list-events.query.js';

export class WebhookEventErrorDto extends FailureDto {
  /**
   * The code before an administrator discarded the event, whose code is then `discarded`.
   * @example 'provider_refused_request'
   */
  originalCode?: string | null;
}

export class WebhookEventDto {
  /** @example 'c4e1b7a2-3d5f-4a98-b06c-1f2e3d4c5b6a' */
  id!: string;
  provider!: string;
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  integrationId!: string | null;
  /**
   * The provider's id of the event. `null` if the provider sends none, or if the body cannot be parsed.
   * @example 'evt_1Q2w3E4r5T6y7U8i'
   */
  eventId!: string | null;
  /**
   * The provider's name of the event type. `unreadable` for a signed body that cannot be parsed.
   * @example 'customer.updated'
   */
  type!: string;
  status!: EventStatus;
  /**
   * Failed attempts so far.
   * @example 1
   */
  attempts!: number;
  /**
   * How many times the provider sent the event again.
   * @example 0
   */
  duplicates!: number;
  receivedAt!: Date;
  /** @example '2026-03-14T09:26:53.000Z' */
  processedAt!: Date | null;
  /** Why the event is `ignored` or `dead`, or why its last attempt failed. */
  error!: WebhookEventErrorDto | null;
}

export class WebhookEventPageDto {
  data!: WebhookEventDto[];
  nextCursor!: string | null;
}

export class ReplayedDto {
  /**
   * Number of events that are processed again.
   * @example 12
   */
  replayed!: number;
}

export const EVENT_COLUMNS = `
  id, provider, integration_id AS "integrationId", event_id AS "eventId", type, status, attempts, duplicates,
  received_at AS "receivedAt", processed_at AS "processedAt", error`;
