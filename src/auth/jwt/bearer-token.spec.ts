import { describe, expect, it } from '@jest/globals';
import { UnauthenticatedError } from '../../common/http.errors.js';
import { bearerToken } from './bearer-token.js';

describe('bearerToken', () => {
  it.each(['Bearer a.b.c', 'bearer a.b.c', 'BEARER a.b.c'])('takes %s', (value) => {
    expect(bearerToken(['Host', 'h', 'Authorization', value])).toBe('a.b.c');
  });

  it.each([
    ['nothing', []],
    ['an empty header', ['Authorization', '']],
    ['a bare token', ['Authorization', 'a.b.c']],
    ['a bare scheme', ['Authorization', 'Bearer']],
    ['a scheme and a space', ['Authorization', 'Bearer ']],
    ['Basic', ['Authorization', 'Basic YTpi']],
    ['JWT', ['Authorization', 'JWT a.b.c']],
    ['a longer scheme', ['Authorization', 'XBearer a.b.c']],
    ['two spaces', ['Authorization', 'Bearer  a.b.c']],
    ['a tab', ['Authorization', 'Bearer\ta.b.c']],
    ['a space inside', ['Authorization', 'Bearer a.b .c']],
    ['two tokens', ['Authorization', 'Bearer a.b.c a.b.c']],
    ['two joined headers', ['Authorization', 'Bearer a.b.c,Bearer a.b.c']],
    ['two headers', ['Authorization', 'Bearer a.b.c', 'authorization', 'Bearer a.b.c']],
  ])('refuses %s', (_, raw) => {
    expect(() => bearerToken(raw)).toThrow(UnauthenticatedError);
  });
});
