import { Body, createParamDecorator, Query, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { describe, expect, it } from '@jest/globals';
import { undeclaredBody, undeclaredQuery } from './undeclared.input.js';

const Caller = createParamDecorator(() => 'caller');

class Routes {
  none(@Caller() caller: unknown): unknown {
    return caller;
  }
  query(@Query() query: unknown): unknown {
    return query;
  }
  body(@Body() body: unknown): unknown {
    return body;
  }
}

const contextOf = (route: keyof Routes) =>
  ({ getClass: () => Routes, getHandler: () => Routes.prototype[route] }) as unknown as ExecutionContext;

/** Nest gives a custom decorator a random name. This sets its first characters. */
function renameCustomDecorators(route: keyof Routes, begin: string): void {
  const metadata = Reflect.getMetadata(ROUTE_ARGS_METADATA, Routes, route) as Record<string, unknown>;
  const renamed = Object.entries(metadata).map(([key, value]) => [key.replace(/^.*(?=__custom)/, begin), value]);
  Reflect.defineMetadata(ROUTE_ARGS_METADATA, Object.fromEntries(renamed), Routes, route);
}

describe('Undeclared input', () => {
  const input = { unknown: '1' };

  it('is every field of a route that reads none, whatever the random name of its decorator is', () => {
    for (let begin = 0; begin < 20; begin++) {
      for (const name of [`${begin}a`, `${begin}`, `${begin}e3`]) {
        renameCustomDecorators('none', name);
        expect([name, undeclaredQuery(contextOf('none'), input)]).toEqual([name, [expect.anything()]]);
        expect([name, undeclaredBody(contextOf('none'), input)]).toEqual([name, [expect.anything()]]);
      }
    }
  });

  it('is left to the validation pipe on a route that reads it', () => {
    expect(undeclaredQuery(contextOf('query'), input)).toEqual([]);
    expect(undeclaredBody(contextOf('body'), input)).toEqual([]);
  });

  it('is a name that every object inherits, on every route and at every depth', () => {
    expect(undeclaredQuery(contextOf('query'), { constructor: '1' })).toHaveLength(1);
    expect(undeclaredBody(contextOf('body'), { a: [{ toString: 1 }] })).toHaveLength(1);
  });
});
