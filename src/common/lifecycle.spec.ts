import { describe, expect, it, jest } from '@jest/globals';
import { Lifecycle } from './lifecycle.js';

describe('Lifecycle', () => {
  it('goes from serving over leaving to closing, and never back', () => {
    const lifecycle = new Lifecycle();
    const phase = () => [lifecycle.isLeaving, lifecycle.isClosing];
    expect(phase()).toEqual([false, false]);
    lifecycle.leave();
    expect(phase()).toEqual([true, false]);
    lifecycle.close();
    expect(phase()).toEqual([true, true]);
    lifecycle.leave();
    expect(phase()).toEqual([true, true]);
  });

  it('tells each listener once, and none that has gone', () => {
    const lifecycle = new Lifecycle();
    const [stays, goes] = [jest.fn(), jest.fn()];
    lifecycle.onClose(stays);
    lifecycle.onClose(goes)();
    lifecycle.close();
    lifecycle.close();
    expect([stays.mock.calls.length, goes.mock.calls.length]).toEqual([1, 0]);
  });
});
