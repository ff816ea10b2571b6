/** The sandbox's own time, in epoch seconds: it can be frozen or shifted without touching the machine's clock. */
export class SandboxClock {
  private frozenAt: number | null = null;
  private offset = 0;

  set(setting: { freezeAt?: number | null; offsetSeconds?: number }): void {
    if (setting.freezeAt !== undefined) this.frozenAt = setting.freezeAt;
    if (setting.offsetSeconds !== undefined) this.offset = setting.offsetSeconds;
  }

  milliseconds(): number {
    return this.frozenAt === null ? Date.now() + this.offset * 1000 : (this.frozenAt + this.offset) * 1000;
  }

  now(): number {
    return Math.floor(this.milliseconds() / 1000);
  }

  describe(): { now: number; freezeAt: number | null; offsetSeconds: number } {
    return { now: this.now(), freezeAt: this.frozenAt, offsetSeconds: this.offset };
  }
}
