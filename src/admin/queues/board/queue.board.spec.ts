import { describe, expect, it } from '@jest/globals';
import { UnavailableError } from '../../../common/http.errors.js';
import type { Dispatcher } from '../../../work/dispatcher.js';
import { QueueBoard } from './queue.board.js';

describe('QueueBoard', () => {
  it('says so while Redis is away, and has nothing to close', async () => {
    const board = new QueueBoard({ available: () => false } as unknown as Dispatcher);
    await expect(board.get('/')).rejects.toBeInstanceOf(UnavailableError);
    await expect(board.onModuleDestroy()).resolves.toBeUndefined();
  });

  it('is tried again after it could not be started', async () => {
    let asked = 0;
    const queue = (): never => {
      asked++;
      throw new Error('no such queue');
    };
    const board = new QueueBoard({ available: () => true, queue } as unknown as Dispatcher);
    for (let n = 0; n < 2; n++) await expect(board.get('/')).rejects.toThrow('no such queue');
    expect(asked).toBe(2);
    await expect(board.onModuleDestroy()).resolves.toBeUndefined();
  });
});
