import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { EventStream } from './event.stream.js';

async function* texts(...all: string[]): AsyncGenerator<string> {
  yield* all;
}

describe('EventStream', () => {
  it('is what its source yields, and ends with it', async () => {
    let ends = 0;
    const stream = new EventStream(texts('a', 'b', 'c'), () => ends++);
    const chunks: string[] = [];
    for await (const chunk of stream) chunks.push(String(chunk));
    expect([chunks.join(''), ends]).toEqual(['abc', 1]);
  });

  it('ends at once when it is destroyed while its source waits', async () => {
    let ends = 0;
    let isWaiting: () => void = () => {};
    const waiting = new Promise<void>((resolve) => (isWaiting = resolve));
    let goOn: () => void = () => {};
    async function* slow(): AsyncGenerator<string> {
      yield 'a';
      isWaiting();
      await new Promise<void>((resolve) => (goOn = resolve));
      yield 'b';
    }
    const stream = new EventStream(slow(), () => ends++);
    stream.resume();
    await waiting;
    stream.destroy();
    expect(ends).toBe(1);
    await once(stream, 'close');
    goOn();
    expect(ends).toBe(1);
  });

  it('ends in order while its source waits', async () => {
    let ends = 0;
    async function* endless(): AsyncGenerator<string> {
      yield 'a';
      await new Promise(() => undefined);
    }
    const stream = new EventStream(endless(), () => ends++);
    const chunks: string[] = [];
    stream.on('data', (chunk) => {
      chunks.push(String(chunk));
      setImmediate(() => stream.finish());
    });
    await once(stream, 'end');
    expect([chunks, ends]).toEqual([['a'], 1]);
  });

  it('ends before anyone has read from it', async () => {
    let ends = 0;
    const stream = new EventStream(texts('a'), () => ends++);
    stream.destroy();
    await once(stream, 'close');
    expect(ends).toBe(1);
  });

  it('fails as its source does', async () => {
    async function* failing(): AsyncGenerator<string> {
      yield 'a';
      throw new Error('out of order');
    }
    let ends = 0;
    const stream = new EventStream(failing(), () => ends++);
    stream.resume();
    const [error] = (await once(stream, 'error')) as [Error];
    expect([error.message, ends]).toEqual(['out of order', 1]);
  });

  it('ends in order when the access of its caller ends', async () => {
    let ends = 0;
    let goOn: () => void = () => {};
    async function* slow(): AsyncGenerator<string> {
      yield 'a';
      await new Promise<void>((resolve) => (goOn = resolve));
      yield 'b';
    }
    const stream = new EventStream(slow(), () => ends++, Date.now() + 20);
    const chunks: string[] = [];
    for await (const chunk of stream) chunks.push(String(chunk));
    expect([chunks.join(''), ends]).toEqual(['a', 1]);
    goOn();
  });

  it('does not end for an access that is longer than a timer', async () => {
    const stream = new EventStream(texts('a', 'b'), () => {}, Date.now() + 2 ** 40);
    const chunks: string[] = [];
    for await (const chunk of stream) chunks.push(String(chunk));
    expect(chunks.join('')).toBe('ab');
  });
});
