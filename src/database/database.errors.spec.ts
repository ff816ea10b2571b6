import { afterEach, describe, expect, it } from '@jest/globals';
import { asUnavailable, asUnreachable, isDatabaseUnavailable, troubleOf } from './database.errors.js';
import { DatabaseUnavailableError } from './database-unavailable.error.js';
import { onDatabaseFailure } from './database.failures.js';

const failure = (properties: object, message = 'secret detail') => Object.assign(new Error(message), properties);
const state = (code: string, severity = 'ERROR') => failure({ code, severity });

describe('trouble with PostgreSQL', () => {
  it.each([
    ['08006', 'unreachable'],
    ['28P01', 'authentication'],
    ['28000', 'authentication'],
    ['3D000', 'missing_database'],
    ['40001', 'conflict'],
    ['40P01', 'conflict'],
    ['53000', 'resources'],
    ['53100', 'disk_full'],
    ['53200', 'out_of_memory'],
    ['53300', 'too_many_connections'],
    ['57000', 'intervention'],
    ['57014', 'statement_timeout'],
    ['57P01', 'stopping'],
    ['57P02', 'stopping'],
    ['57P03', 'starting'],
    ['57P05', 'session_timeout'],
    ['58000', 'io_error'],
    ['58030', 'io_error'],
    ['XX000', 'internal'],
    ['XX001', 'internal'],
    ['25006', 'read_only'],
    ['25P03', 'session_timeout'],
    ['25P04', 'session_timeout'],
    ['55P03', 'locked'],
  ])('SQLSTATE %s is %s', (code, trouble) => expect(troubleOf(state(code))).toBe(trouble));

  it.each([
    ['a refused connection', failure({ code: 'ECONNREFUSED', syscall: 'connect' }), 'unreachable'],
    ['a broken pipe, of five letters like a SQLSTATE', failure({ code: 'EPIPE' }), 'unreachable'],
    ['a host without a route', failure({ code: 'EHOSTUNREACH', syscall: 'connect' }), 'unreachable'],
    ['an unknown host name', failure({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }), 'unreachable'],
    ['an address that does not answer', failure({ code: 'ETIMEDOUT', syscall: 'connect' }), 'timeout'],
    ['every address of a name', new AggregateError([failure({ code: 'ECONNREFUSED' })]), 'unreachable'],
    ['a pool that waited', new Error('timeout exceeded when trying to connect'), 'timeout'],
    ['a slow connection', new Error('Connection terminated due to connection timeout'), 'timeout'],
    ['a silent server', new Error('Connection terminated: PostgreSQL has not answered in time'), 'timeout'],
    ['a lost connection', new Error('Connection terminated unexpectedly'), 'unreachable'],
    ['a statement of our own that ran out of time', new Error('Query read timeout'), 'timeout'],
    ['TypeORM', failure({ driverError: state('53100') }), 'disk_full'],
    ['a connection that the server ends for any reason', state('55000', 'FATAL'), 'unreachable'],
  ])('%s', (_, error, trouble) => expect(troubleOf(error)).toBe(trouble));

  it.each([
    ['a violated constraint', state('23505')],
    ['a missing table', state('42P01')],
    ['a value out of range', state('22003')],
    ['a missing privilege', state('42501')],
    ['an aborted transaction', state('25P02')],
    ['an exception of a function', state('P0001')],
    ['a defect of ours', new TypeError('undefined is not a function')],
    ['nothing', undefined],
  ])('is not %s', (_, error) => {
    expect(troubleOf(error)).toBeUndefined();
    expect(asUnavailable(error)).toBe(error);
    expect(isDatabaseUnavailable(error)).toBe(false);
  });

  describe('as an error', () => {
    const reports: unknown[] = [];
    let end: () => void = () => undefined;
    afterEach(() => {
      end();
      reports.length = 0;
    });

    it('is answered with 503, uses no attempt, shows nothing of the server, and is reported once', () => {
      end = onDatabaseFailure((error) => reports.push(error.trouble));
      const error = asUnavailable(state('53100')) as DatabaseUnavailableError;
      expect(error).toMatchObject({ status: 503, usesAttempt: false, retryable: true, reason: 'disk_full' });
      expect(error.headers).toEqual({ 'retry-after': '5' });
      expect(error.message).not.toContain('secret');
      expect(asUnavailable(error)).toBe(error);
      expect(reports).toEqual(['disk_full']);
    });

    it('is whatever keeps us from connecting', () => {
      expect(asUnreachable(state('42501'))).toMatchObject({ trouble: 'unreachable' });
      expect(asUnreachable(state('28P01'))).toMatchObject({ trouble: 'authentication' });
    });
  });
});
