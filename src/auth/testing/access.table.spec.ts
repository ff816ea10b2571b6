import { describe, expect, it } from '@jest/globals';
import { listAccess } from './access.table.js';
import { startAuthApp } from './auth-app.builder.js';

const rows = (prefix: string) => [
  ['GET', `${prefix}/admin/ping`, 'public (overrides its class)'],
  ['GET', `${prefix}/admin/queues`, 'role admin'],
  ['DELETE', `${prefix}/things`, 'integrations:read + webhooks:replay'],
  ['GET', `${prefix}/things`, 'integrations:read'],
  ['POST', `${prefix}/things`, 'integrations:write'],
  ['GET', `${prefix}/things/forgotten`, 'undeclared'],
  ['POST', `${prefix}/things/hook`, "provider's signature"],
  ['GET', `${prefix}/things/open/caller`, 'public (a mistake: no caller is known here)'],
  ['POST', `${prefix}/things/sync`, 'sync:<domain of the sync type>'],
];
const open = ['GET', '/things/open', 'public (liveness probe)'];

describe('listAccess', () => {
  it.each(['', 'api/v1'])('lists every route with its access, under the prefix "%s"', async (globalPrefix) => {
    const { app } = await startAuthApp({ globalPrefix });
    const listed = listAccess(app).map(({ method, path, access }) => [method, path, access]);
    const expected = [...rows(globalPrefix && `/${globalPrefix}`), open];
    expect(listed).toEqual(expect.arrayContaining(expected));
    expect(listed).toHaveLength(expected.length);
    expect(listed.map(([, path]) => path)).toEqual(listed.map(([, path]) => path).sort());
    for (const [method, path] of listed) {
      expect(
        app
          .getHttpAdapter()
          .getInstance()
          .hasRoute({ method: method as 'GET', url: path as string }),
      ).toBe(true);
    }
    await app.close();
  });
});
