import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LogContext } from './log.context.js';
import { PinoLogger } from './pino.logger.js';
import { StructuredLog } from './structured.log.js';

describe('PinoLogger', () => {
  const written: string[] = [];
  const capture = (text: unknown) => written.push(String(text)) > 0;
  const lines = () => written.map((line) => JSON.parse(line) as Record<string, unknown>);
  const quiet = { logLevel: 'info', logLevels: {}, logFormat: 'json' } as const;

  beforeEach(() => {
    written.length = 0;
    jest.spyOn(process.stdout, 'write').mockImplementation(capture);
    jest.spyOn(process.stderr, 'write').mockImplementation(capture);
  });
  afterEach(() => {
    StructuredLog.writeTo(undefined);
    jest.restoreAllMocks();
  });

  it.each(['json', 'text'] as const)('prints nothing that must not be stored (%s)', (logFormat) => {
    const logger = new PinoLogger({ ...quiet, logLevel: 'trace', logFormat });
    logger.strip((line) => line.replaceAll('CANARY', '***'));
    const text = 'Planted CANARY';
    logger.log(text, 'Context');
    logger.warn(text, 'Context');
    logger.debug(text, 'Context');
    logger.error(text, `Error: ${text}\n    at somewhere`, 'Context');
    logger.error(new Error(text), 'Context');
    StructuredLog.writeTo(logger);
    new StructuredLog('Context').write('warn', 'planted', { err: new Error(text) });
    expect(written.join('')).not.toContain('CANARY');
    expect(written.join('').match(/Planted \*\*\*/g)!.length).toBeGreaterThanOrEqual(6);
  });

  it('hides secrets that a line names', () => {
    StructuredLog.writeTo(new PinoLogger(quiet));
    new StructuredLog('Context').write('info', 'planted', {
      authorization: 'CANARY',
      headers: { 'set-cookie': 'CANARY' },
      credentials: { apiKey: 'CANARY', accessToken: 'CANARY', refreshToken: 'CANARY' },
    });
    expect(written).toHaveLength(1);
    expect(written[0]).not.toContain('CANARY');
  });

  it('is as loud as configured, and leaves out what Nest says of its modules', () => {
    const logger = new PinoLogger(quiet);
    logger.debug('quiet', 'Context');
    logger.log('noise', 'InstanceLoader');
    logger.log('heard', 'Context');
    expect(lines().map(({ message }) => message)).toEqual(['heard']);
  });

  it('is louder or quieter about single parts', () => {
    const logger = new PinoLogger({ ...quiet, logLevels: { providers: 'debug', Access: 'silent' } });
    logger.debug('heard', 'Providers');
    logger.fatal('quiet', 'Access');
    logger.debug('quiet', 'Work');
    logger.log('heard', 'Work');
    expect(lines().map(({ message, context }) => [message, context])).toEqual([
      ['heard', 'Providers'],
      ['heard', 'Work'],
    ]);
  });

  it('writes one JSON object a line, with the fields of its context', async () => {
    const logger = new PinoLogger(quiet);
    StructuredLog.writeTo(logger);
    await LogContext.only({ tenantId: 't', job: 'sync' }, async () => {
      logger.warn('A text', 'Context');
      new StructuredLog('Work').write('info', 'work.ended', { status: 'done' });
    });
    expect(lines()).toEqual([
      {
        level: 'warn',
        time: expect.any(String),
        pid: process.pid,
        context: 'Context',
        tenantId: 't',
        job: 'sync',
        message: 'A text',
      },
      {
        level: 'info',
        time: expect.any(String),
        pid: process.pid,
        context: 'Work',
        tenantId: 't',
        job: 'sync',
        status: 'done',
        message: 'work.ended',
      },
    ]);
  });

  it('writes text, with the stack below', () => {
    new PinoLogger({ ...quiet, logFormat: 'text' }).error('Broken', 'Error: Broken\n    at somewhere', 'Context');
    expect(written.join('')).toMatch(/^\S+Z ERROR \[Context\] Broken\nError: Broken\n {4}at somewhere\n$/);
  });
});
