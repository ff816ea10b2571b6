import { ApiProperty } from '@nestjs/swagger';

export const VERDICTS = ['ok', 'degraded', 'down'] as const;
export type Verdict = (typeof VERDICTS)[number];

export class CheckDto {
  /** `unknown`: this process cannot run the check. */
  @ApiProperty({ enum: ['ok', 'degraded', 'down', 'unknown'] })
  status!: Verdict | 'unknown';
  /** @example 2 */
  latencyMs?: number;
  /** The reason, if it is known: `disk_full`, `read_only`, `locked`, `authentication`, `unreachable` and so on. */
  reason?: string;
  /** The message of Redis, if it sent one. */
  detail?: string;
}

export class WorkCheckDto extends CheckDto {
  /**
   * Due items that no worker has taken. Counted up to 10,000.
   * @example 3
   */
  due?: number;
  /**
   * Age of the oldest due item.
   * @example 0.4
   */
  lagSeconds?: number;
}

export class HealthChecksDto {
  database!: CheckDto;
  redis!: CheckDto;
  inbox!: WorkCheckDto;
  runs!: WorkCheckDto;
}

export class HealthDto {
  @ApiProperty({ enum: VERDICTS })
  status!: Verdict;
  checks!: HealthChecksDto;
  /**
   * `separate`: the API has its own database login, which sees only one tenant at a time, even if SQL is injected.
   * `single`: the API and the workers share one login.
   */
  @ApiProperty({ enum: ['single', 'separate'] })
  databaseRoles!: 'single' | 'separate';
}

export class LiveDto {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

export class ReadyChecksDto {
  database!: CheckDto;
  redis!: CheckDto;
  /** Down while the process is stopping. */
  process!: CheckDto;
}

export class ReadyDto {
  @ApiProperty({ enum: VERDICTS })
  status!: Verdict;
  checks!: ReadyChecksDto;
}
