export class CheckDto {
  /** `ok`, `degraded`, `down`, or `unknown` when what it would ask is down. */
  status!: string;
  latencyMs?: number;
  /** What is wrong, in Redis's own words where it said so. */
  detail?: string;
}

export class WorkCheckDto extends CheckDto {
  /** Rows that are due and that nobody works on; counted up to 10,000. */
  due?: number;
  /** How long the longest due one is due. */
  lagSeconds?: number;
}

export class HealthChecksDto {
  database!: CheckDto;
  redis!: CheckDto;
  inbox!: WorkCheckDto;
  runs!: WorkCheckDto;
}

export class HealthDto {
  /** `ok`, `degraded` or `down`. */
  status!: string;
  checks!: HealthChecksDto;
}

export class LiveDto {
  status!: string;
}

export class ReadyChecksDto {
  database!: CheckDto;
  redis!: CheckDto;
  /** Down while the process is stopping. */
  process!: CheckDto;
}

export class ReadyDto {
  /** `ok`, `degraded` or `down`. */
  status!: string;
  checks!: ReadyChecksDto;
}
