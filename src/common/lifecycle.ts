/**
 * The phases of a process. It serves. Then it leaves: it still answers everything, and asks clients to use another
 * process. Then it closes: it finishes running requests and refuses new ones.
 */
export class Lifecycle {
  private phase: 'serving' | 'leaving' | 'closing' = 'serving';
  private readonly listeners = new Set<() => void>();

  /** From now on, the readiness probe fails and each response closes its connection. */
  leave(): void {
    if (this.phase === 'serving') this.phase = 'leaving';
  }

  /** Refuses further requests and ends progress streams. */
  close(): void {
    this.phase = 'closing';
    for (const listener of this.listeners) listener();
    this.listeners.clear();
  }

  get isLeaving(): boolean {
    return this.phase !== 'serving';
  }

  get isClosing(): boolean {
    return this.phase === 'closing';
  }

  /** Calls `listener` once, when the process closes. Returns a function that removes the listener. */
  onClose(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
