import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { OutageFolder } from './outage.folder.js';

const LEVELS: LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];
const NEST_LEVEL: Record<Config['logLevel'], LogLevel> = {
  silent: 'fatal',
  fatal: 'fatal',
  error: 'error',
  warn: 'warn',
  info: 'log',
  debug: 'debug',
  trace: 'verbose',
};

/** Nest logs every module and route when it boots. `/docs` shows them better. */
const NOISE = new Set(['InstanceLoader', 'RouterExplorer', 'RoutesResolver', 'NestFactory']);

const OUTAGE_CONTEXT = 'Outage';

/**
 * Writes JSON in production, one line for each fact, and at most one line per second during an outage. What must not be
 * stored is not logged either: an unexpected error may quote the data that it failed on.
 */
export class ServiceLogger extends ConsoleLogger {
  private readonly outages = new OutageFolder((line) => super.warn(line, OUTAGE_CONTEXT));

  private stripped: (text: string) => string = (text) => text;

  constructor({ logLevel, production }: Pick<Config, 'logLevel' | 'production'>) {
    const logLevels = LEVELS.slice(0, LEVELS.indexOf(NEST_LEVEL[logLevel]) + 1);
    super({ json: production, colors: !production && Boolean(process.stdout.isTTY), logLevels });
  }

  /** From now on, `stripped` processes every line. */
  strip(stripped: (text: string) => string): void {
    this.stripped = stripped;
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (!NOISE.has(String(rest.at(-1)))) super.log(message, ...rest);
  }

  override warn(message: unknown, ...rest: unknown[]): void {
    if (!this.outages.take(message)) super.warn(message, ...rest);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (!this.outages.take(message)) super.error(message, ...rest);
  }

  protected override printMessages(
    messages: unknown[],
    context?: string,
    logLevel?: LogLevel,
    writeStreamType?: 'stdout' | 'stderr',
    errorStack?: unknown,
  ): void {
    const harmless = messages.map((message) => this.harmless(message));
    super.printMessages(harmless, context, logLevel, writeStreamType, this.harmless(errorStack));
  }

  protected override printStackTrace(stack: string): void {
    super.printStackTrace(this.harmless(stack) as string);
  }

  private harmless(value: unknown): unknown {
    const text = value instanceof Error ? value.stack : value;
    return typeof text === 'string' ? this.stripped(text) : value;
  }
}
