/** Ends everything that was started, the last first. Continues if one of them fails to end. */
export class TeardownStack {
  private readonly ends: (() => unknown)[] = [];

  /** Runs `start`. If it fails, ends what it has started until then. */
  static async unlessStarted<T>(start: (ends: TeardownStack) => Promise<T>): Promise<T> {
    const ends = new TeardownStack();
    try {
      return await start(ends);
    } catch (error) {
      await ends.run().catch(() => undefined);
      throw error;
    }
  }

  add(end: () => unknown): void {
    this.ends.push(end);
  }

  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.ends.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('\n'));
  }
}
