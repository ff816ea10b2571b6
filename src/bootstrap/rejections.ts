import { Logger } from '@nestjs/common';
import { infrastructureOf, type Infrastructure } from '../common/infrastructure.errors.js';

const LINES_APART_MS = 60_000;

type Exit = (code: number) => void;

/**
 * Libraries leave promises unhandled when Redis or PostgreSQL refuse something. That is no reason to end a process which
 * goes on without them. Any other unhandled rejection is a defect: what the process knows may be wrong, so it
 * ends, and says why.
 */
export class Rejections {
  private readonly logger = new Logger('Process');
  private readonly loggedAt = new Map<Infrastructure, number>();

  constructor(private readonly exit: Exit = (code) => process.exit(code)) {}

  /** From now on for the whole process. */
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
