export class WebhookEventDto {
  id!: string;
  provider!: string;
  integrationId!: string | null;
  /** The provider's id of the event; some give none, and a body that cannot be understood has none. */
  eventId!: string | null;
  /** The provider's name of the kind of event; `unreadable` for a signed body that cannot be understood. */
  type!: string;
  /** `received`, `processing`, `done`, `ignored` or `dead`. */
  status!: string;
  /** Failed tries so far. */
  attempts!: number;
  /** How often it came again. */
  duplicates!: number;
  receivedAt!: Date;
  processedAt!: Date | null;
  /** Why it is `ignored` or `dead`, or failed last: a stable `code` and a `message`. */
  error!: Record<string, unknown> | null;
}

export class WebhookEventPageDto {
  data!: WebhookEventDto[];
  nextCursor!: string | null;
}

export class ReplayedDto {
  /** How many events are due again. */
  replayed!: number;
}

export const EVENT_COLUMNS = `
  id, provider, integration_id AS "integrationId", event_id AS "eventId", type, status, attempts, duplicates,
  received_at AS "receivedAt", processed_at AS "processedAt", error`;
