import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { Config } from '../config/config.js';
import type { Stripping } from '../providers/stripping/stripping.js';

/** Nest lists every module and route when it boots; `/docs` does that better. */
const NOISE = new Set(['InstanceLoader', 'RouterExplorer', 'RoutesResolver', 'NestFactory']);
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

/**
 * Prints for people, or JSON in production. What must not be stored is not printed either: errors that nobody has
 * foreseen may quote whatever they failed on.
 */
export class ServiceLogger extends ConsoleLogger {
  private stripped: readonly Stripping[] = [];

  constructor({ logLevel, production }: Pick<Config, 'logLevel' | 'production'>) {
    const logLevels = LEVELS.slice(0, LEVELS.indexOf(NEST_LEVEL[logLevel]) + 1);
    super({ json: production, colors: !production && Boolean(process.stdout.isTTY), logLevels });
  }

  /** From now on, what any of the providers must not have stored is taken out of every line. */
  strip(stripped: readonly Stripping[]): void {
    this.stripped = stripped;
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (!NOISE.has(String(rest.at(-1)))) super.log(message, ...(rest as [string]));
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
    return typeof text === 'string' ? this.stripped.reduce((line, rules) => rules.json(line), text) : value;
  }
}
