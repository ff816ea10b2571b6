import { describe, expect, it } from '@jest/globals';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { ProviderRequest } from '../../http/provider.transport.js';
import { CapturingTransport } from './capturing.transport.js';

const capturing = new CapturingTransport(['content-type', 'x-key']);
const request = (body: string): ProviderRequest => ({
  method: 'POST',
  url: new URL('https://vendor.example/v1/guests?fields=a%20b'),
  headers: { Authorization: 'Bearer secret', 'Content-Type': 'text/plain', 'X-Key': 'h1', 'user-agent': 'sdk/1' },
  body,
});
const sdk = (exchange: ProviderExchange) => ({ create: (body: string) => capturing.send(exchange, request(body)) });

describe('A capturing transport', () => {
  it('yields what an SDK would send, without credentials and without what belongs to the process', async () => {
    const captured = await capturing.capture((exchange) => sdk(exchange).create('Zoë'));
    expect(captured).toEqual({
      method: 'POST',
      path: '/v1/guests?fields=a%20b',
      headers: { 'content-type': 'text/plain', 'x-key': 'h1' },
      body: Buffer.from('Zoë'),
    });
  });

  it('keeps calls at the same time apart', async () => {
    const captured = await Promise.all(
      ['one', 'two'].map((body) => capturing.capture((exchange) => sdk(exchange).create(body))),
    );
    expect(captured.map(({ body }) => body.toString())).toEqual(['one', 'two']);
  });

  it('accepts neither a call that sends nothing nor one that sends twice', async () => {
    await expect(capturing.capture(() => Promise.resolve())).rejects.toThrow('has sent 0 requests');
    const twice = async (exchange: ProviderExchange) => {
      await sdk(exchange).create('one');
      await sdk(exchange).create('two');
    };
    await expect(capturing.capture(twice)).rejects.toThrow('has sent 2 requests');
  });
});
