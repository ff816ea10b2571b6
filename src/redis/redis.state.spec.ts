import { beforeEach, afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { RedisProblem } from './redis.problem.js';
import { RedisState } from './redis.state.js';

const READONLY: RedisProblem = { code: 'READONLY', text: 'refusing writes (READONLY)' };
const CLOSED: RedisProblem = { code: 'DISCONNECTED', text: 'is not connected', vague: true };

describe('RedisState', () => {
  let state: RedisState;
  let warned: jest.SpiedFunction<Logger['warn']>;

  beforeEach(() => {
    jest.useFakeTimers();
    warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
    state = new RedisState(['a', 'b']);
  });
  afterEach(() => {
    state?.stop();
    jest.useRealTimers();
    jest.restoreAllMocks();
  });
  const prove = () => ['a', 'b'].forEach((queue) => state.report(queue, 'commands', null));

  it('takes no hint before a write has succeeded', () => {
    expect(state.accepts('a')).toBe(false);
    prove();
    expect([state.accepts('a'), state.delivers('a'), state.problem()]).toEqual([true, true, null]);
  });

  it('tells queues apart', () => {
    prove();
    state.report('a', 'commands', READONLY);
    expect([state.accepts('a'), state.accepts('b')]).toEqual([false, true]);
    expect([...state.list()]).toEqual([{ queue: 'a', problem: READONLY }]);
  });

  it('sends hints that this process may not take', () => {
    prove();
    state.report('a', 'consumer', READONLY);
    expect([state.accepts('a'), state.delivers('a')]).toEqual([true, false]);
  });

  it('keeps the reason when the connection then ends', () => {
    prove();
    state.report('a', 'commands', READONLY);
    state.report('a', 'commands', CLOSED);
    expect(state.problem()).toBe(READONLY);
  });

  it('logs one line for all queues, with the reason rather than the lost connection', () => {
    prove();
    state.report('a', 'commands', CLOSED);
    state.report('b', 'commands', CLOSED);
    state.report('a', 'commands', READONLY);
    state.report('b', 'consumer', READONLY);
    jest.advanceTimersByTime(60_000);
    expect(warned.mock.calls.map(([line]) => line)).toEqual([
      'redis: refusing writes (READONLY); work is processed directly from PostgreSQL',
    ]);
  });

  it('logs nothing while the process stops', () => {
    prove();
    state.stop();
    state.report('a', 'commands', CLOSED);
    jest.advanceTimersByTime(60_000);
    expect(warned).not.toHaveBeenCalled();
  });
});
