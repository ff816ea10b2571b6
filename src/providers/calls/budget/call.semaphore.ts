/** Semaphore: limits how many calls of a key run at the same time. */
export interface CallSemaphore {
  /**
   * Tries to acquire a permit. The caller repeats it with the same `permit` until it succeeds.
   * @returns whether the permit was acquired
   * @throws Error when the semaphore cannot be reached
   */
  acquire(key: string, permit: string, limit: number): Promise<boolean>;
  /** Gives the permit back, or stops waiting for it. Never fails. */
  release(key: string, permit: string): Promise<void>;
}
