import { ApiProperty } from '@nestjs/swagger';

export class AuditEntryDto {
  /** @example 'a1b2c3d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d' */
  id!: string;
  /**
   * The tenant that the actor acted for. All zeros for refused logins, which belong to no tenant.
   * @example '5d0a7c1e-8f42-4b6d-a1e3-7c9b0f2d4e58'
   */
  tenantId!: string;
  /**
   * `user:` or `service:` and its id; `provider:` and its name; `client:` and its address; or `system`.
   * @example 'user:7f1c'
   */
  actor!: string;
  /**
   * Method and route for administrators, else subject and event, such as `integration.connected`.
   * @example 'integration.connected'
   */
  action!: string;
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  target!: string | null;
  /**
   * For administrators: the query, the request id, and the status of the response. For refused logins: the address, the
   * reason, the count, and the times of the first and the last login.
   */
  @ApiProperty({ type: 'object', additionalProperties: true, example: { environment: 'production' } })
  detail!: Record<string, unknown>;
  at!: Date;
}

export class AuditPageDto {
  data!: AuditEntryDto[];
  nextCursor!: string | null;
}
