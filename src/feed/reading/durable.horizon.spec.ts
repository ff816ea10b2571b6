import { describe, expect, it } from '@jest/globals';
import type { Transaction } from '../../database/transaction.js';
import { atHorizon } from '../feed.position.js';
import { DurableHorizon } from './durable.horizon.js';

const EPOCH = 'e1';

describe('DurableHorizon', () => {
  function durable() {
    let flushes = 0;
    const tx = { execute: async () => ++flushes } as unknown as Transaction;
    const subject = new DurableHorizon();
    const secure = async (xid: string, isVolatile: boolean, horizon = xid, epoch = EPOCH) => {
      const state = { epoch, isCurrent: true, isExpired: false, horizon, isVolatile };
      (await subject.secure(tx, state, atHorizon(epoch, xid)))();
      return flushes;
    };
    return { secure, subject, tx };
  }

  it('waits for the disk only where a crash could undo what the cursor has passed', async () => {
    const { secure } = durable();
    expect(await secure('10', false)).toBe(0);
    expect(await secure('10', true)).toBe(0);
    expect(await secure('9', true, '20')).toBe(0);
    expect(await secure('11', true, '30')).toBe(1);
    expect(await secure('30', true, '40')).toBe(1);
    expect(await secure('31', true)).toBe(2);
  });

  it('knows nothing of another epoch', async () => {
    const { secure } = durable();
    await secure('100', false);
    expect(await secure('5', true, '5', 'e2')).toBe(1);
  });

  it('relies on nothing before it is committed', async () => {
    const { secure, subject, tx } = durable();
    const state = { epoch: EPOCH, isCurrent: true, isExpired: false, horizon: '10', isVolatile: true };
    await subject.secure(tx, state, atHorizon(EPOCH, '10'));
    expect(await secure('10', true)).toBe(2);
  });
});
