interface Parsed {
  level: string;
  time: string;
  context?: string;
  message: string;
  err?: { stack?: string };
  [field: string]: unknown;
}

const RESET = '\u001b[0m';
const COLOURS: Readonly<Record<string, string>> = {
  fatal: '\u001b[31m',
  error: '\u001b[31m',
  warn: '\u001b[33m',
  info: '\u001b[32m',
};

/** A JSON line of the log, as text for people who develop. */
export function textOf(json: string, colours: boolean): string {
  const { level, time, context, message, err, pid: _pid, ...fields } = JSON.parse(json) as Parsed;
  const named = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const urgency = level.toUpperCase().padEnd(5);
  const shown = colours ? `${COLOURS[level] ?? ''}${urgency}${RESET}` : urgency;
  const line = [time, shown, context && `[${context}]`, message, ...named].filter(Boolean).join(' ');
  return err?.stack ? `${line}\n${err.stack}\n` : `${line}\n`;
}
