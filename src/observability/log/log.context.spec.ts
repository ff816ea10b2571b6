import { describe, expect, it } from '@jest/globals';
import { LogContext } from './log.context.js';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('LogContext', () => {
  it('follows asynchronous calls, and keeps those apart that run at the same time', async () => {
    const seen = async (tenantId: string, ticks: number) =>
      LogContext.only({ tenantId }, async () => {
        for (let n = 0; n < ticks; n++) await tick();
        return LogContext.fields();
      });
    expect(await Promise.all([seen('a', 3), seen('b', 1), seen('c', 5)])).toEqual([
      { tenantId: 'a' },
      { tenantId: 'b' },
      { tenantId: 'c' },
    ]);
  });

  it('has no fields outside, also after others have ended', async () => {
    expect(LogContext.fields()).toBeUndefined();
    await LogContext.only({ tenantId: 'a' }, tick);
    expect(LogContext.fields()).toBeUndefined();
    expect(LogContext.origin()).toEqual({ requestId: null, traceContext: null });
  });

  it('adds to the context of a request what is learned later', () => {
    const fields = { requestId: 'r' };
    const leave = LogContext.enter(fields, TRACE, () => {
      LogContext.add({ tenantId: 't' });
      expect(LogContext.origin()).toEqual({ requestId: 'r', traceContext: TRACE });
    });
    leave();
    expect(fields).toEqual({ requestId: 'r', tenantId: 't' });
  });

  it('gives work the call that caused it', async () => {
    await LogContext.only({ tenantId: 't' }, async () => {
      LogContext.within({ runId: 'x' }, { requestId: 'r', traceContext: TRACE }, () => {
        expect(LogContext.fields()).toEqual({ tenantId: 't', runId: 'x', requestId: 'r', traceId: TRACE.slice(3, 35) });
        expect(LogContext.origin()).toEqual({ requestId: 'r', traceContext: TRACE });
      });
      expect(LogContext.fields()).toEqual({ tenantId: 't' });
    });
  });
});
