import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { hasBody, readBytes } from './body.bytes.js';

const request = (headers: IncomingMessage['headers']) =>
  Object.assign(new PassThrough(), { headers }) as unknown as PassThrough & IncomingMessage;

describe('readBytes', () => {
  it('gives the bytes in order, up to the limit', async () => {
    const sent = request({ 'transfer-encoding': 'chunked' });
    const read = readBytes(sent, 6);
    sent.write('abc');
    sent.end('def');
    expect((await read).toString()).toBe('abcdef');
  });

  it('takes at once what has arrived as a whole, up to the limit', async () => {
    const arrived = async (body: string, limit: number) => {
      const sent = request({ 'transfer-encoding': 'chunked' });
      sent.write(body.slice(0, 2));
      sent.end(body.slice(2));
      const ended = once(sent, 'end');
      const read = readBytes(sent, limit);
      // The HTTP parser reports that the body is complete.
      Object.assign(sent, { complete: true });
      return read.finally(() => ended);
    };
    expect((await arrived('abcdef', 6)).toString()).toBe('abcdef');
    await expect(arrived('abcdefg', 6)).rejects.toMatchObject({ status: 413 });
  });

  it('reads nothing of a body that announces too much', async () => {
    const sent = request({ 'content-length': '7' });
    await expect(readBytes(sent, 6)).rejects.toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(sent.listenerCount('data')).toBe(0);
  });

  it('stops reading once there is too much', async () => {
    const sent = request({ 'transfer-encoding': 'chunked' });
    const read = readBytes(sent, 6);
    sent.write('abcdefg');
    await expect(read).rejects.toMatchObject({ status: 413 });
    expect(sent.isPaused()).toBe(true);
  });

  it('does not wait for a client that is gone already', async () => {
    const sent = request({ 'content-length': '6' });
    sent.destroy();
    await once(sent, 'close');
    await expect(readBytes(sent, 6)).rejects.toMatchObject({ code: 'request_aborted' });
  });

  it('ends with a client that goes away', async () => {
    const sent = request({ 'content-length': '6' });
    const read = readBytes(sent, 6);
    sent.write('abc');
    sent.destroy();
    await expect(read).rejects.toMatchObject({ code: 'request_aborted' });
  });

  it.each([
    [{}, false],
    [{ 'content-length': '0' }, false],
    [{ 'content-length': '1' }, true],
    [{ 'transfer-encoding': 'chunked' }, true],
  ])('%j: has a body, %s', async (headers, expected) => {
    expect(hasBody(headers)).toBe(expected);
    if (!expected) await expect(readBytes(request(headers), 1)).resolves.toHaveLength(0);
  });
});
