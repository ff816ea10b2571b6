import { Logger } from '@nestjs/common';
import { infrastructureOf, type Infrastructure } from '../common/infrastructure.errors.js';

const LINES_APART_MS = 60_000;

type Exit = (code: number) => void;

/**
 * Handles unhandled rejections. Libraries leave promises unhandled when Redis or PostgreSQL refuse a command. These are
 * logged, because the process can work without Redis or PostgreSQL. Any other unhandled rejection is a defect: the
 * state of the process may be wrong, so it logs the error and exits.
 */
export class Rejections {
  private readonly logger = new Logger('Process');
  private readonly loggedAt = new Map<Infrastructure, number>();

  constructor(private readonly exit: Exit = (code) => process.exit(code)) {}

  /** Watches the whole process from now on. */
  watch(): void {
    process.on('unhandledRejection', (reason) => this.judge(reason));
  }

  judge(reason: unknown): void {
    const origin = infrastructureOf(reason);
    if (!origin) {
      console.error(`Unhandled rejection: ${stackOf(reason)}`);
      this.exit(1);
      return;
    }
    const now = performance.now();
    if (now - (this.loggedAt.get(origin) ?? -Infinity) < LINES_APART_MS) return;
    this.loggedAt.set(origin, now);
    this.logger.warn(`${origin}: an operation in the background failed: ${(reason as Error).message}`);
  }
}

function stackOf(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}
