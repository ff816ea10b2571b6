import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send } from '../support/http.client.js';
import { fetchOpenApi } from '../support/openapi.routes.js';
import { startWorld, type World } from '../support/world.js';

const BOARD = '/api/v1/admin/queues/ui';
const PAGES = ['/docs', '/docs/', BOARD, `${BOARD}/queue/integration-low`];
const LOADED = /<(?:script|link|img|iframe)\b[^>]*\s(?:src|href)=["']?([^"'\s>]+)/g;
const LOADED_BY_CSS = /url\(\s*["']?([^"')\s]+)/g;

/** What a browser would make of the pages, as far as it can be said without one. */
describe('A page', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({ PUBLIC_URL: 'http://hub.example:8080' });
  });
  afterAll(() => world?.end());

  const get = (path: string) => {
    const headers = { authorization: `Bearer ${world.tenant({ role: 'admin' }).token()}` };
    return send(world.service.url, { path, headers });
  };
  const urlsIn = (text: string, pattern: RegExp, base: URL) =>
    [...text.matchAll(pattern)]
      .map(([, url = '']) => new URL(url, base))
      .filter(({ protocol }) => protocol !== 'data:');

  it.each(PAGES)('loads from here only, fonts too, and all of it is there: %s', async (path) => {
    const { text: html } = await get(path);
    const base = new URL(/<base href="([^"]+)"/.exec(html)?.[1] ?? path, world.service.url);
    const waiting = urlsIn(html, LOADED, base);
    expect(waiting.length).toBeGreaterThan(4);
    for (const url of waiting) {
      expect(url.origin).toBe(world.service.url);
      const { status, headers, text } = await get(url.pathname);
      expect([url.pathname, status]).toEqual([url.pathname, 200]);
      if (String(headers['content-type']).startsWith('text/css')) waiting.push(...urlsIn(text, LOADED_BY_CSS, url));
    }
  });

  it.each(PAGES)('has no script inline: %s', async (path) => {
    const { text: html } = await get(path);
    const scripts = [...html.matchAll(/<script\b([^>]*)>/g)].map(([, attributes = '']) => attributes);
    expect(scripts.length).toBeGreaterThan(2);
    expect(scripts.filter((attributes) => !/\ssrc=|\stype="application\/json"/.test(attributes))).toEqual([]);
    expect(html).not.toMatch(/<[^>]+\son\w+=|javascript:/i);
  });

  it.each(PAGES)('has no style inline that its policy does not allow: %s', async (path) => {
    const { text: html, headers } = await get(path);
    const styles = [...html.matchAll(/<style[^>]*>([^<]*)<|<[^>]+\sstyle="([^"]*)"/g)].map(([, a, b]) => a ?? b ?? '');
    expect(styles.length).toBeGreaterThan(1);
    for (const style of styles) {
      const hash = createHash('sha256').update(style).digest('base64');
      expect(headers['content-security-policy']).toContain(`'sha256-${hash}'`);
    }
  });

  it('of the board serves of the packages of its fonts the fonts alone', async () => {
    const statuses = [];
    for (const name of ['400.css', 'files/nothing.woff2', 'package.json', 'README.md', '..%2f..%2fbull%2findex.js'])
      statuses.push((await get(`${BOARD}/fonts/ibm-plex-sans/${name}`)).status);
    expect(statuses).toEqual([200, 404, 404, 404, 404]);
  });

  it('of the docs tries routes at the address it was opened at, and has no other host judge the document', async () => {
    const { servers } = (await fetchOpenApi(world.service.url)) as unknown as { servers: { url: string }[] };
    expect(servers.map(({ url }) => url)).toEqual(['/', 'http://hub.example:8080']);
    expect((await get('/docs/swagger-ui-init.js')).text).toMatch(/"validatorUrl": null/);
  });
});
