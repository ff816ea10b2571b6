import type { CallSemaphore } from './call.semaphore.js';

/** Counts the calls under way in this process alone. */
export class LocalSemaphore implements CallSemaphore {
  private readonly permits = new Map<string, Set<string>>();

  async acquire(key: string, permit: string, limit: number): Promise<boolean> {
    const held = this.permits.get(key) ?? new Set();
    if (held.size >= limit) return false;
    this.permits.set(key, held.add(permit));
    return true;
  }

  async release(key: string, permit: string): Promise<void> {
    const held = this.permits.get(key);
    if (held?.delete(permit) && held.size === 0) this.permits.delete(key);
  }
}
