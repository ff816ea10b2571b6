import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';
import type { Config } from '../../config/config.js';
import { LogContext, type LogFields } from './log.context.js';
import { LOG_LEVELS, type LogLevel } from './log.level.js';
import { OutageFolder } from './outage.folder.js';
import type { LineSink } from './structured.log.js';
import { textOf } from './text.line.js';

/** Nest logs every module and route when it boots. `/docs` shows them better. */
const NOISE = new Set(['InstanceLoader', 'RouterExplorer', 'RoutesResolver', 'NestFactory']);

const OUTAGE_CONTEXT = 'Outage';
const HAS_STACK = /\n\s+at /;

/** Names that no line has on purpose. If one slips in, its value is not written. */
const SECRET = ['authorization', 'cookie', 'apiKey', 'accessToken', 'refreshToken', 'secret', 'password'];
const REDACTED = [...SECRET.flatMap((name) => [name, `*.${name}`]), '["set-cookie"]', '*["set-cookie"]'];

type LoggerConfig = Pick<Config, 'logLevel' | 'logLevels' | 'logFormat'>;

/**
 * Writes the log to stdout, as JSON or as text. Each line has the fields of its request or work. During
 * an outage there is at most one line per second. What must not be stored is not logged either: an unexpected error may
 * quote the data that it failed on.
 */
export class PinoLogger implements LoggerService, LineSink {
  private readonly outages = new OutageFolder((line) => this.write('warn', OUTAGE_CONTEXT, line, {}));
  private readonly lines: Logger;
  private readonly byContext: ReadonlyMap<string, number>;
  private readonly usual: number;
  private stripped: (text: string) => string = (text) => text;

  constructor({ logLevel, logLevels, logFormat }: LoggerConfig) {
    const isJson = logFormat === 'json';
    const colours = !isJson && process.stdout.isTTY;
    // process.stdout, because its guard drops and counts lines that cannot be written.
    const write = (json: string) => void process.stdout.write(isJson ? json : textOf(json, colours));
    this.usual = rankOf(logLevel);
    this.byContext = new Map(Object.entries(logLevels).map(([name, level]) => [name.toLowerCase(), rankOf(level)]));
    this.lines = pino(
      {
        level: 'trace',
        base: { pid: process.pid },
        messageKey: 'message',
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (level) => ({ level }) },
        redact: { paths: REDACTED, censor: '***' },
        serializers: {},
      },
      { write },
    );
  }

  /** From now on, `stripped` processes every text. */
  strip(stripped: (text: string) => string): void {
    this.stripped = stripped;
  }

  line(level: LogLevel, context: string, message: string, fields: object, about: LogFields | undefined): void {
    if (this.isEnabled(level, context)) this.write(level, context, message, { ...about, ...fields });
  }

  log(message: unknown, ...rest: unknown[]): void {
    if (!NOISE.has(String(rest.at(-1)))) this.text('info', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.text('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.text('trace', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    if (!this.outages.take(message)) this.text('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    if (!this.outages.take(message)) this.text('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.text('fatal', message, rest);
  }

  /** @param rest a stack trace, if there is one, and the name of the logger */
  private text(level: LogLevel, message: unknown, rest: readonly unknown[]): void {
    const texts = rest.filter((one): one is string => typeof one === 'string');
    const stack = texts.find((one) => HAS_STACK.test(one));
    const context = texts.findLast((one) => one !== stack) ?? '';
    if (!this.isEnabled(level, context)) return;
    const err = message instanceof Error ? message : stack === undefined ? undefined : { stack };
    this.write(level, context, message instanceof Error ? message.message : messageOf(message), {
      ...LogContext.fields(),
      ...(err && { err }),
    });
  }

  private isEnabled(level: LogLevel, context: string): boolean {
    return rankOf(level) <= (this.byContext.get(context.toLowerCase()) ?? this.usual);
  }

  private write(level: LogLevel, context: string, message: string, fields: object): void {
    const { err, ...others } = fields as { err?: unknown };
    const harmless = err === undefined ? others : { ...others, err: this.errorOf(err) };
    this.lines[level]({ ...(context && { context }), ...harmless }, this.stripped(message));
  }

  private errorOf(error: unknown): object {
    const { name, code, message, stack } = error as Error & { code?: unknown };
    return {
      type: name,
      code: typeof code === 'string' ? code : undefined,
      message: message === undefined ? undefined : this.stripped(message),
      stack: stack === undefined ? undefined : this.stripped(stack),
    };
  }
}

/** `silent`: -1, before the most urgent level. */
function rankOf(level: Config['logLevel']): number {
  return (LOG_LEVELS as readonly string[]).indexOf(level);
}

function messageOf(message: unknown): string {
  return typeof message === 'string' ? message : (JSON.stringify(message) ?? String(message));
}
