export class AuditEntryDto {
  id!: string;
  /** The tenant the actor acted for. */
  tenantId!: string;
  /** `user:` or `service:` and its id. */
  actor!: string;
  /** Method and route. */
  action!: string;
  target!: string | null;
  /** Query, request id, and with which status it ended. */
  detail!: Record<string, unknown>;
  at!: Date;
}

export class AuditPageDto {
  data!: AuditEntryDto[];
  nextCursor!: string | null;
}
