/**
 * Where a process stands between its start and its end. It serves; then it leaves (it answers everything, and asks
 * clients to go elsewhere); then it closes (it ends what it has begun, and refuses the rest).
 */
export class Lifecycle {
  private phase: 'serving' | 'leaving' | 'closing' = 'serving';
  private readonly listeners = new Set<() => void>();

  /** The readiness probe fails from now on, and each answer ends its connection. */
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

  /** Called once, when the process closes. Returns how to be forgotten. */
  onClose(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
