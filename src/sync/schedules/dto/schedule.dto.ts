import { IsBoolean, IsInt, IsOptional, IsString, IsUUID, Length, Max, Min } from 'class-validator';
import { PageQuery } from '../../../common/page.query.js';
import type { ScheduleRow } from '../schedule.row.js';

const EVERY_SECONDS_MIN = 10;
const EVERY_SECONDS_MAX = 31_536_000;

/** Either `everySeconds` or `cron`; neither of them to pause or resume a schedule as it is. */
export class PutScheduleDto {
  /** Seconds from one run to the next, 10 to a year. */
  @IsOptional()
  @IsInt()
  @Min(EVERY_SECONDS_MIN)
  @Max(EVERY_SECONDS_MAX)
  everySeconds?: number;

  /**
   * Five fields (minute, hour, day of month, month, day of week) in UTC, or `@hourly`, `@daily`, `@weekly`,
   * `@monthly`, `@yearly`.
   * @example '30 4 * * *'
   */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  cron?: string;

  /** A paused schedule keeps its place and starts nothing. */
  @IsOptional()
  @IsBoolean()
  paused?: boolean;
}

export class ListSchedulesDto extends PageQuery {
  @IsOptional()
  @IsUUID()
  integrationId?: string;
}

/** Starts incremental runs of one sync type again and again. */
export class ScheduleDto {
  integrationId!: string;
  syncType!: string;
  everySeconds!: number | null;
  cron!: string | null;
  paused!: boolean;
  /** When it starts the next run; `null` while it is paused. */
  nextAt!: Date | null;
  /** The last run it started. */
  lastRunId!: string | null;
  updatedAt!: Date;

  static from(row: ScheduleRow): ScheduleDto {
    const { integrationId, syncType, everySeconds, cron, paused, nextAt, lastRunId, updatedAt } = row;
    return {
      integrationId,
      syncType,
      everySeconds,
      cron,
      paused,
      nextAt: paused ? null : nextAt,
      lastRunId,
      updatedAt,
    };
  }
}

export class SchedulePageDto {
  data!: ScheduleDto[];
  nextCursor!: string | null;
}
