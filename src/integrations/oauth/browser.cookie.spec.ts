import { loadConfig } from '../../config/config.js';
import { BrowserCookie } from './browser.cookie.js';

const HTTP = new BrowserCookie(loadConfig({ PUBLIC_URL: 'http://localhost:3000' }));
const HTTPS = new BrowserCookie(loadConfig({ PUBLIC_URL: 'https://hub.example' }));
const STATE = Buffer.alloc(32, 7);
const OTHER = Buffer.alloc(32, 8);
const pairOf = (header: string) => header.split(';')[0]!;

describe('the cookie of a consent', () => {
  it('is out of reach of scripts, of other sites, and in production of other hosts and of plain HTTP', () => {
    expect(HTTP.issue(STATE, 600).header).toMatch(
      /^oauth_(07){6}=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/,
    );
    expect(HTTPS.issue(STATE, 600).header).toMatch(
      /^__Host-oauth_(07){6}=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  it('is recognised among others', () => {
    const { header, hash } = HTTP.issue(STATE, 600);
    const other = HTTP.issue(OTHER, 600);
    const cookies = ['theme=dark', pairOf(other.header), pairOf(header), 'a=b=c'];
    expect(HTTP.presented(cookies.join('; '), STATE)).toEqual(hash);
    expect(HTTP.presented(cookies.reverse().join(';'), STATE)).toEqual(hash);
    expect(HTTP.presented(cookies.join('; '), OTHER)).toEqual(other.hash);
  });

  it('has a new value each time', () => {
    expect(HTTP.issue(STATE, 600).hash).not.toEqual(HTTP.issue(STATE, 600).hash);
  });

  it.each([undefined, '', ';', '=', 'oauth_070707070707', 'oauth_070707070707=', 'oauth_070707070707=short'])(
    'is not there in %j',
    (header) => {
      expect(HTTP.presented(header, STATE)).toBeNull();
    },
  );

  it('does not pass for that of another state, nor without its prefix', () => {
    const { header } = HTTPS.issue(STATE, 600);
    expect(HTTPS.presented(pairOf(header), OTHER)).toBeNull();
    expect(HTTPS.presented(pairOf(header).replace('__Host-', ''), STATE)).toBeNull();
    expect(HTTPS.presented(`x${pairOf(header)}`, STATE)).toBeNull();
  });

  it('is forgotten at the end', () => {
    expect(HTTPS.clear(STATE)).toMatch(/^__Host-oauth_(07){6}=; Path=\/; Max-Age=0; HttpOnly; SameSite=Lax; Secure$/);
  });
});
