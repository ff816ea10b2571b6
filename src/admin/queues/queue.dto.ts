export class QueueDto {
  /** @example 'integration-high' */
  name!: string;
  /**
   * Whether Redis could be asked; if not, the numbers are `null` and the work goes on without it.
   * @example true
   */
  available!: boolean;
  /**
   * Jobs that wait, those held by a pause included.
   * @example 7
   */
  waiting!: number | null;
  /** @example 2 */
  active!: number | null;
  /** @example 0 */
  delayed!: number | null;
  /** @example 1 */
  failed!: number | null;
  /**
   * Age of the job that waits longest; `null`: none does.
   * @example 3
   */
  oldestAgeSeconds!: number | null;
  /** @example false */
  paused!: boolean;
  pausedAt!: Date | null;
  /** `user:` or `service:` and its id. */
  pausedBy!: string | null;
}

export class QueuePageDto {
  data!: QueueDto[];
  nextCursor!: string | null;
}
