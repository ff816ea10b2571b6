import { describe, expect, it } from '@jest/globals';
import { Gate } from './gate.js';

describe('Gate', () => {
  const { signal } = new AbortController();
  /** Calls that are inside until they are told to go on. */
  const callsOf = (gate: Gate) => {
    const log: string[] = [];
    const call = (name: string, within = signal) => {
      let go = () => undefined as void;
      let left = () => undefined as void;
      const over = gate.pass(within, async (leave) => {
        log.push(name);
        left = leave;
        await new Promise<void>((resolve) => (go = resolve));
      });
      return { over, go: () => go(), left: () => left() };
    };
    return { log, call };
  };
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

  it('lets as many in as there are places, in their order', async () => {
    const { log, call } = callsOf(new Gate(2));
    const [first] = ['a', 'b', 'c', 'd'].map((name) => call(name));
    await settled();
    expect(log).toEqual(['a', 'b']);
    first?.go();
    await settled();
    expect(log).toEqual(['a', 'b', 'c']);
  });

  it('gives the place of a request that has left to the next one, once', async () => {
    const { log, call } = callsOf(new Gate(1));
    const [first] = ['a', 'b', 'c'].map((name) => call(name));
    await settled();
    first?.left();
    first?.left();
    first?.go();
    await first?.over;
    await settled();
    expect(log).toEqual(['a', 'b']);
  });

  it('gives the place back after a failure', async () => {
    const gate = new Gate(1);
    await expect(gate.pass(signal, () => Promise.reject(new Error('PostgreSQL is away')))).rejects.toThrow('away');
    await expect(gate.pass(signal, async () => 'sent')).resolves.toBe('sent');
  });

  it('stores nothing once the claim is over', async () => {
    const over = new AbortController();
    const { log, call } = callsOf(new Gate(1));
    const first = call('a');
    const late = call('b', over.signal);
    await settled();
    over.abort(new Error('over'));
    first.go();
    await expect(late.over).rejects.toThrow('over');
    expect(log).toEqual(['a']);
  });
});
