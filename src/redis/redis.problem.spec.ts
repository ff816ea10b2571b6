import { describe, expect, it } from '@jest/globals';
import { problemOf } from './redis.problem.js';

const replied = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });

describe('problemOf', () => {
  it.each([
    ["READONLY You can't write against a read only replica.", 'READONLY', 'refusing writes (READONLY You'],
    [
      "OOM command not allowed when used memory > 'maxmemory'. script: 12ab, on @user_script:4.",
      'OOM',
      'refusing writes',
    ],
    ['ERR Error running script (call to f_12): @user_script:1: OOM command not allowed', 'OOM', 'refusing writes (OOM'],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', 'WRONGTYPE', 'refusing writes (WRONGTYPE'],
    ['NOAUTH Authentication required.', 'NOAUTH', 'refusing the login (NOAUTH Authentication required.)'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'WRONGPASS', 'refusing the login (WRONGPASS'],
    ["NOPERM User a has no permissions to run the 'lpush' command", 'NOPERM', 'refusing commands (NOPERM User a'],
    ['ERR ACL failure in script: No permissions to access a channel', 'NOPERM', 'refusing commands (NOPERM ERR ACL'],
    ["ERR The user executing the script can't publish to the channel", 'NOPERM', 'refusing commands (NOPERM ERR The'],
    ['LOADING Redis is loading the dataset in memory', 'LOADING', 'refusing commands (LOADING Redis'],
    ['MISCONF Redis is configured to save RDB snapshots', 'MISCONF', 'refusing writes (MISCONF'],
    ['ERR value is not an integer or out of range', 'ERR', 'refusing commands (ERR value is not an integer'],
  ])('%s', (message, code, text) => {
    const problem = problemOf(replied(message));
    expect(problem.code).toBe(code);
    expect(problem.text).toContain(text);
    expect(problem.text).not.toContain('@user_script');
  });

  it('shows no address', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:6379'), { code: 'ECONNREFUSED' });
    expect(problemOf(refused)).toEqual({ code: 'ECONNREFUSED', text: 'cannot be reached (ECONNREFUSED)' });
  });

  it('knows what says nothing', () => {
    expect(problemOf(new Error('Connection is closed.')).vague).toBe(true);
    expect(problemOf(new Error('Command timed out'))).toMatchObject({ code: 'TIMEOUT' });
  });

  it('is one line of bounded length', () => {
    const { text } = problemOf(replied(`NOPERM ${'x'.repeat(1_000)}\n\nmore`));
    expect(text.length).toBeLessThan(200);
    expect(text).not.toContain('\n');
  });
});
