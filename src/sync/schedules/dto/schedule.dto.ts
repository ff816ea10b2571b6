import { IsBoolean, IsInt, IsOptional, IsString, IsUUID, Length, Max, Min } from 'class-validator';
import { PageQuery } from '../../../common/page.query.js';
import type { ScheduleRow } from '../schedule.row.js';

const EVERY_SECONDS_MIN = 10;
const EVERY_SECONDS_MAX = 31_536_000;

/** Either `everySeconds` or `cron`; neither of them to change the rest of a schedule. */
export class PutScheduleDto {
  /** Seconds from one run to the next, 10 to a year. */
  @IsOptional()
  @IsInt()
  @Min(EVERY_SECONDS_MIN)
  @Max(EVERY_SECONDS_MAX)
  everySeconds?: number;

  /**
   * Five fields (minute, hour, day of month, month, day of week) in UTC, or `@hourly`, `@daily`, `@weekly`,
   * `@monthly`, `@yearly`. It follows the clock, also where a test system runs intervals faster: a time of day cannot be
   * divided.
   * @example '30 4 * * *'
   */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  cron?: string;

  /**
   * A paused schedule starts no runs.
   * @example false
   */
  @IsOptional()
  @IsBoolean()
  paused?: boolean;

  /**
   * How often a run reads everything again instead of what has changed, seconds; `null`: never.
   * @example 604800
   */
  @IsOptional()
  @IsInt()
  @Min(EVERY_SECONDS_MIN)
  @Max(EVERY_SECONDS_MAX)
  fullEverySeconds?: number | null;
}

export class ListSchedulesDto extends PageQuery {
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsOptional()
  @IsUUID()
  integrationId?: string;
}

/** Starts runs of one sync type again and again. */
export class ScheduleDto {
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  integrationId!: string;
  /** @example 'customers' */
  syncType!: string;
  everySeconds!: number | null;
  /** @example '30 4 * * *' */
  cron!: string | null;
  /** @example false */
  paused!: boolean;
  /**
   * When it starts the next run; `null` while it is paused.
   * @example '2026-03-15T04:30:00.000Z'
   */
  nextAt!: Date | null;
  /**
   * How often a run reads everything again instead of what has changed; `null`: never.
   * @example 604800
   */
  fullEverySeconds!: number | null;
  /**
   * The first run from then on reads everything; `null`: none does.
   * @example '2026-03-18T04:30:00.000Z'
   */
  nextFullAt!: Date | null;
  /**
   * The last run it started.
   * @example '9b2f6a34-1c7d-4e0a-8b5f-6d3e2a1c9f40'
   */
  lastRunId!: string | null;
  updatedAt!: Date;

  static from(row: ScheduleRow): ScheduleDto {
    const { integrationId, syncType, everySeconds, cron, paused, nextAt, lastRunId, updatedAt } = row;
    const { fullEverySeconds, nextFullAt } = row;
    return {
      integrationId,
      syncType,
      everySeconds,
      cron,
      paused,
      nextAt: paused ? null : nextAt,
      fullEverySeconds,
      nextFullAt: paused ? null : nextFullAt,
      lastRunId,
      updatedAt,
    };
  }
}

export class SchedulePageDto {
  data!: ScheduleDto[];
  nextCursor!: string | null;
}
