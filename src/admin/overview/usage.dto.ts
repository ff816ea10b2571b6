/** Usage of one provider by one tenant on one day (UTC). */
export class UsageDto {
  /** @example '5d0a7c1e-8f42-4b6d-a1e3-7c9b0f2d4e58' */
  tenantId!: string;
  provider!: string;
  /**
   * `YYYY-MM-DD`.
   * @example '2026-03-14'
   */
  day!: string;
  /** @example 1420 */
  apiCalls!: number;
  /** @example 98000 */
  records!: number;
  /** @example 310 */
  webhooks!: number;
  /** @example 5242880 */
  bytes!: number;
}

export class UsagePageDto {
  data!: UsageDto[];
  nextCursor!: string | null;
}
