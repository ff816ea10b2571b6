export class AuditEntryDto {
  id!: string;
  /** The tenant that the actor acted for. All zeros for refused logins, which belong to no tenant. */
  tenantId!: string;
  /** `user:` or `service:` and its id; `provider:` and its name; `client:` and its address; or `system`. */
  actor!: string;
  /** Method and route for administrators, else subject and event, such as `integration.connected`. */
  action!: string;
  target!: string | null;
  /**
   * For administrators: query, request id, and the status it ended with. For refused logins: address, reason, count, and
   * the times of the first and the last.
   */
  detail!: Record<string, unknown>;
  at!: Date;
}

export class AuditPageDto {
  data!: AuditEntryDto[];
  nextCursor!: string | null;
}
