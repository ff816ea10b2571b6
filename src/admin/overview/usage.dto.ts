/** What one tenant used of one provider on one day (UTC). */
export class UsageDto {
  tenantId!: string;
  provider!: string;
  /** `YYYY-MM-DD`. */
  day!: string;
  apiCalls!: number;
  records!: number;
  webhooks!: number;
  bytes!: number;
}

export class UsagePageDto {
  data!: UsageDto[];
  nextCursor!: string | null;
}
