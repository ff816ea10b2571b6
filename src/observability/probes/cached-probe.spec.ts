import { describe, expect, it } from '@jest/globals';
import { CachedProbe } from './cached-probe.js';

/** A dependency that answers when the test tells it to. */
class Dependency {
  asked = 0;
  private waiting: ((error?: Error) => void)[] = [];

  readonly ask = () => {
    this.asked++;
    return new Promise<string>((resolve, reject) =>
      this.waiting.push((error) => (error ? reject(error) : resolve('pong'))),
    );
  };

  answer(error?: Error): void {
    this.waiting.splice(0).forEach((settle) => settle(error));
  }
}

describe('CachedProbe', () => {
  it('says that the dependency is up, and how long it took', async () => {
    const answer = await new CachedProbe(async () => 'pong').read();
    expect(answer).toEqual({ up: true, value: 'pong', latencyMs: expect.any(Number) });
  });

  it('says that it is down when it fails', async () => {
    expect(await new CachedProbe(() => Promise.reject(new Error('refused'))).read()).toEqual({ up: false });
  });

  it('asks once for many callers', async () => {
    const dependency = new Dependency();
    const probe = new CachedProbe(dependency.ask);
    const reads = [probe.read(), probe.read(), probe.read()];
    dependency.answer();
    expect(await Promise.all(reads)).toMatchObject([{ up: true }, { up: true }, { up: true }]);
    await probe.read();
    expect(dependency.asked).toBe(1);
  });

  it('asks again when the answer is stale', async () => {
    let asked = 0;
    const probe = new CachedProbe(async () => ++asked, { cacheMs: 0 });
    expect(await probe.read()).toMatchObject({ value: 1 });
    expect(await probe.read()).toMatchObject({ value: 2 });
  });

  it('waits no longer than it was told, and does not ask a hanging dependency again', async () => {
    const dependency = new Dependency();
    const probe = new CachedProbe(dependency.ask, { timeoutMs: 5, cacheMs: 0 });
    expect(await probe.read()).toEqual({ up: false });
    expect(await probe.read()).toEqual({ up: false });
    expect(dependency.asked).toBe(1);
    dependency.answer();
    const again = probe.read();
    dependency.answer();
    expect(await again).toMatchObject({ up: true });
  });
});
