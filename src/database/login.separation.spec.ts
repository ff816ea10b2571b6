import { describe, expect, it } from '@jest/globals';
import type { Role } from '../config/config.js';
import { isSeparateLogin } from './login.separation.js';

const url = (user: string, host = 'db') => `postgres://${user}:secret@${host}/hub`;
const WORKER = url('integration_worker');
const API = url('integration_api');

describe('isSeparateLogin', () => {
  it.each<[Role[], string, string, boolean, boolean]>([
    [['api'], WORKER, API, false, true],
    [['api', 'worker', 'scheduler'], WORKER, API, false, true],
    [['api'], WORKER, WORKER, false, false],
    // The same login through another address, for example a pooler.
    [['api'], WORKER, url('integration_worker', 'pooler'), false, false],
    // A login with the owner's rights could drop the policies.
    [['api'], WORKER, API, true, false],
    [['worker'], WORKER, WORKER, false, true],
    [['worker'], url('integration'), url('integration'), true, false],
    [['scheduler'], WORKER, API, false, true],
  ])('%p with %s and %s, owner: %p: %p', (roles, databaseUrl, databaseApiUrl, ownsTables, expected) => {
    expect(isSeparateLogin({ roles, databaseUrl, databaseApiUrl }, ownsTables)).toBe(expected);
  });
});
