import { describe, expect, it } from '@jest/globals';
import { databaseProblem } from './database.problem.js';

const VALUE = 'hunter2.example';
const failure = (message: string, code?: string) => Object.assign(new Error(message), code && { code });

describe('databaseProblem', () => {
  it.each([
    [
      failure(`connect ECONNREFUSED ${VALUE}:5432`, 'ECONNREFUSED'),
      'no PostgreSQL answers at this address (ECONNREFUSED)',
    ],
    [failure(`getaddrinfo ENOTFOUND ${VALUE}`, 'ENOTFOUND'), 'no PostgreSQL answers at this address (ENOTFOUND)'],
    [new AggregateError([failure(VALUE, 'ECONNREFUSED')]), 'no PostgreSQL answers at this address (ECONNREFUSED)'],
    [failure('Connection terminated due to connection timeout'), 'no PostgreSQL answers at this address (timeout)'],
    [failure(`password authentication failed for user "${VALUE}"`, '28P01'), 'PostgreSQL refuses the login'],
    [failure(`database "${VALUE}" does not exist`, '3D000'), 'there is no such database'],
    [failure(`no pg_hba.conf entry for host "${VALUE}"`, '28000'), 'PostgreSQL refuses the login'],
    [failure('sorry, too many clients already', '53300'), 'PostgreSQL has no connection left'],
    [failure(`something about ${VALUE}`, 'XX000'), 'cannot connect (XX000)'],
    [failure('The server does not support SSL connections\nat x'), 'cannot connect (The server does not support SSL'],
    ['odd', 'cannot connect (unknown)'],
  ])('%s', (error, expected) => {
    const line = databaseProblem(error);
    expect(line.startsWith(`DATABASE_URL: ${expected}`)).toBe(true);
    expect(line).not.toMatch(/hunter2|\n/);
  });

  it('names the variable that the login comes from', () => {
    expect(databaseProblem(failure('', '28P01'), 'DATABASE_API_URL')).toMatch(/^DATABASE_API_URL: /);
  });
});
