export class QueueDto {
  name!: string;
  /** Whether Redis could be asked; if not, the numbers are `null` and the work goes on without it. */
  available!: boolean;
  /** Jobs that wait, those held by a pause included. */
  waiting!: number | null;
  active!: number | null;
  delayed!: number | null;
  failed!: number | null;
  /** Age of the job that waits longest; `null`: none does. */
  oldestAgeSeconds!: number | null;
  paused!: boolean;
  pausedAt!: Date | null;
  /** `user:` or `service:` and its id. */
  pausedBy!: string | null;
}

export class QueuePageDto {
  data!: QueueDto[];
  nextCursor!: string | null;
}
