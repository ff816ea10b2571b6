import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServiceLogger } from './service.logger.js';

describe('ServiceLogger', () => {
  const written: string[] = [];
  const capture = (text: unknown) => written.push(String(text)) > 0;

  beforeEach(() => {
    written.length = 0;
    jest.spyOn(process.stdout, 'write').mockImplementation(capture);
    jest.spyOn(process.stderr, 'write').mockImplementation(capture);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([true, false])('prints nothing that must not be stored (JSON: %s)', (production) => {
    const logger = new ServiceLogger({ logLevel: 'trace', production });
    logger.strip((line) => line.replaceAll('CANARY', '***'));
    const text = 'Planted CANARY';
    logger.log(text, 'Context');
    logger.warn(text, 'Context');
    logger.debug(text, 'Context');
    logger.error(text, `Error: ${text}\n    at somewhere`, 'Context');
    logger.error(new Error(text), 'Context');
    expect(written.join('')).not.toContain('CANARY');
    expect(written.join('').match(/Planted \*\*\*/g)!.length).toBeGreaterThanOrEqual(6);
  });

  it('is as loud as configured, and leaves out what Nest says of its modules', () => {
    const logger = new ServiceLogger({ logLevel: 'info', production: true });
    logger.debug('quiet', 'Context');
    logger.log('noise', 'InstanceLoader');
    logger.log('heard', 'Context');
    expect(written.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['heard']);
  });
});
