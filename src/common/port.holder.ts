/**
 * Connects a lower module with a port that a higher module implements. The lower module calls the port through this
 * holder. The higher module fills it while the process starts.
 */
export abstract class PortHolder<T> {
  private implementation?: T;

  fill(implementation: T): void {
    if (this.implementation) throw new Error(`${this.constructor.name} is filled twice`);
    this.implementation = implementation;
  }

  get isFilled(): boolean {
    return this.implementation !== undefined;
  }

  /** @throws Error when no module has filled it */
  get port(): T {
    if (!this.implementation)
      throw new Error(`${this.constructor.name} is empty: no module of this process implements it`);
    return this.implementation;
  }
}
