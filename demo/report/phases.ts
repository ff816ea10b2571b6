import { seconds } from './number.format.js';
import type { Terminal } from './terminal.js';

const NAME = 20;
const TIME = 8;

/** The demo's steps: one line each when it is over, and how long it took. */
export class Phases {
  readonly took: { name: string; ms: number }[] = [];
  private readonly began = performance.now();

  constructor(private readonly terminal: Terminal) {}

  get totalMs(): number {
    return performance.now() - this.began;
  }

  /** @param work may show its own block; `detail` gets the rest of the line from its result */
  async run<T>(name: string, work: () => Promise<T>, detail: (result: T) => string): Promise<T> {
    const began = performance.now();
    this.terminal.show([this.terminal.paint(`${name} …`, 'dim')]);
    try {
      const result = await work();
      const ms = performance.now() - began;
      this.took.push({ name, ms });
      this.terminal.show([]);
      const line = `${name.padEnd(NAME)}${seconds(ms).padStart(TIME)}  `;
      this.terminal.print(`${this.terminal.paint(line, 'green')}${detail(result)}`);
      return result;
    } finally {
      this.terminal.keep();
    }
  }

  summary(): string {
    const parts = this.took.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)}`);
    return `Seconds: ${parts.join(', ')}; ${(this.totalMs / 1000).toFixed(1)} in all`;
  }
}
