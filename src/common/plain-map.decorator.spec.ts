import { describe, expect, it } from '@jest/globals';
import { CreateIntegrationDto } from '../integrations/dto/create-integration.dto.js';
import { UpdateIntegrationDto } from '../integrations/dto/update-integration.dto.js';
import { AuthorizeDto } from '../integrations/oauth/authorize.dto.js';
import { validationPipe } from './validation.pipe.js';

const KEYS = 500;

/** A map with many keys that counts every access, at any depth. */
function counted(keys: number, looks: { count: number }): Record<string, unknown> {
  const nested = Object.fromEntries(Array.from({ length: keys }, (_, n) => [`inner${n}`, n]));
  const map = Object.fromEntries(Array.from({ length: keys }, (_, n) => [`field${n}`, 'value'])) as object;
  const watched = (target: object): object =>
    new Proxy(target, {
      get: (object, key) => (looks.count++, Reflect.get(object, key)),
      ownKeys: (object) => (looks.count++, Reflect.ownKeys(object)),
      has: (object, key) => (looks.count++, Reflect.has(object, key)),
      getOwnPropertyDescriptor: (object, key) => (looks.count++, Reflect.getOwnPropertyDescriptor(object, key)),
    });
  return watched({ ...map, nested: watched(nested) }) as Record<string, unknown>;
}

const transform = async <T extends object>(metatype: new () => T, body: object): Promise<T> =>
  (await validationPipe().transform(body, { type: 'body', metatype })) as T;

describe.each([
  [CreateIntegrationDto, { provider: 'fake' }],
  [UpdateIntegrationDto, {}],
  [AuthorizeDto, {}],
])('The maps of %p', (metatype: new () => object, rest: object) => {
  const fields = metatype === AuthorizeDto ? ['settings'] : ['credentials', 'settings'];
  const bodyOf = (value: () => unknown) => ({ ...rest, ...Object.fromEntries(fields.map((name) => [name, value()])) });

  it('are passed on as they came', async () => {
    const map = JSON.parse('{"toString":"x","nested":{"then":1},"list":[1]}') as object;
    const dto = (await transform(
      metatype,
      bodyOf(() => map),
    )) as Record<string, unknown>;
    for (const name of fields) expect(dto[name]).toBe(map);
  });

  it('are not looked into, however many keys there are', async () => {
    const looks = { count: 0 };
    const dto = (await transform(
      metatype,
      bodyOf(() => counted(KEYS, looks)),
    )) as Record<string, object>;
    expect(looks.count).toBe(0);
    for (const name of fields) expect(Object.keys(dto[name] ?? {})).toHaveLength(KEYS + 1);
    expect(looks.count).toBeGreaterThan(0);
  });

  it.each([[[]], ['x'], [7], [true], [[{ a: 1 }]]])('are not %j', async (value) => {
    await expect(
      transform(
        metatype,
        bodyOf(() => value),
      ),
    ).rejects.toMatchObject({ status: 400, code: 'validation_failed' });
  });
});
