import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { startAuthApp, type AuthApp } from '../testing/auth-app.builder.js';
import { AdminOnly } from './admin-only.decorator.js';
import { Public } from './public.decorator.js';
import { RequirePermission } from './require-permission.decorator.js';

describe('access decorators', () => {
  let auth: AuthApp;
  let document: OpenAPIObject;
  beforeAll(async () => {
    auth = await startAuthApp();
    document = SwaggerModule.createDocument(auth.app, new DocumentBuilder().build());
  });
  afterAll(() => auth?.app.close());

  const both = [{ bearer: [] }, { internal: [] }];
  it.each([
    ['/things', 'get', 'integrations:read', both, ['401', '403']],
    ['/things', 'delete', 'integrations:read + webhooks:replay', both, ['401', '403']],
    ['/things/sync', 'post', 'sync:<domain of the sync type>', both, ['401', '403']],
    ['/admin/queues', 'get', 'role admin', [{ bearer: [] }], ['401', '403']],
    ['/things/hook', 'post', "provider's signature", undefined, ['401']],
    ['/things/open', 'get', 'public (liveness probe)', undefined, []],
  ] as const)('document %s %s: %s', (path, method, access, security, failures) => {
    const operation = document.paths[path]?.[method];
    const responses = Object.keys(operation?.responses ?? {});
    expect(operation).toMatchObject({ 'x-access': access });
    expect(operation?.security?.toSorted(byName)).toEqual(security);
    expect(responses.filter((status) => status.startsWith('4'))).toEqual(failures);
    for (const status of failures) {
      expect(operation?.responses[status]).toHaveProperty(['content', 'application/problem+json', 'schema']);
    }
  });

  it('shows the access of the method where its class states another', () => {
    expect(document.paths['/admin/ping']?.get).toMatchObject({ 'x-access': 'public (overrides its class)' });
  });

  it('may be stated once', () => {
    const method = () => {
      class Twice {
        @Public('open')
        @RequirePermission('integrations:read')
        route(): void {}
      }
      return Twice;
    };
    const controller = () => {
      @AdminOnly()
      @Public('open')
      class Twice {}
      return Twice;
    };
    expect(method).toThrow('route declares its access twice');
    expect(controller).toThrow('Twice declares its access twice');
  });
});

function byName(a: object, b: object): number {
  return Object.keys(a).join().localeCompare(Object.keys(b).join());
}
