import { LogContext, type LogFields } from './log.context.js';
import type { LogLevel } from './log.level.js';

/** Writes lines. The service's logger is one. */
export interface LineSink {
  /** @param about the request or the work that the line belongs to */
  line(level: LogLevel, context: string, message: string, fields: object, about: LogFields | undefined): void;
}

let sink: LineSink | undefined;

/**
 * Lines that are a name with fields, such as `work.ended`. Texts for people go through Nest's `Logger`. Nothing is
 * written before the service has a logger, for example in commands and unit tests.
 */
export class StructuredLog {
  /** @param context names the part of the service; LOG_LEVELS may give it its own level */
  constructor(private readonly context: string) {}

  static writeTo(next: LineSink | undefined): void {
    sink = next;
  }

  /** @param about absent: the current context */
  write(level: LogLevel, message: string, fields: object, about: LogFields | undefined = LogContext.fields()): void {
    sink?.line(level, this.context, message, fields, about);
  }
}
