import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { markInfrastructure } from '../common/infrastructure.errors.js';
import { UnavailableError } from '../common/http.errors.js';
import { Rejections } from './rejections.js';

describe('Rejections', () => {
  const codes: number[] = [];
  const rejections = () => new Rejections((code) => codes.push(code));
  let written: jest.SpiedFunction<typeof console.error>;

  beforeEach(() => {
    Logger.overrideLogger(false);
    written = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => {
    codes.length = 0;
    jest.restoreAllMocks();
  });

  it.each([
    ['of Redis', markInfrastructure(new Error('WRONGPASS'), 'redis')],
    ['of PostgreSQL', markInfrastructure(new Error('57P01'), 'postgresql')],
    ['caused by one', new UnavailableError('The database', markInfrastructure(new Error('gone'), 'postgresql'))],
  ])('end nothing when they are %s', (_, reason) => {
    rejections().judge(reason);
    expect(codes).toEqual([]);
  });

  it.each([
    ['a defect', new TypeError('x is undefined'), 'TypeError: x is undefined'],
    ['one that only sounds like Redis', new Error('NOAUTH Authentication required.'), 'NOAUTH'],
    ['no error at all', undefined, 'undefined'],
  ])('end the process with a stack: %s', (_, reason, text) => {
    rejections().judge(reason);
    expect(codes).toEqual([1]);
    expect(written.mock.calls.flat().join()).toContain(text);
    if (reason) expect(written.mock.calls.flat().join()).toMatch(/\n\s+at /);
  });

  it('are one line while they repeat', () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const judge = rejections();
    for (let n = 0; n < 100; n++) judge.judge(markInfrastructure(new Error('NOAUTH'), 'redis'));
    expect(warn).toHaveBeenCalledTimes(1);
  });
});
