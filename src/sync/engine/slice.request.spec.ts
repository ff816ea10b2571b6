import { describe, expect, it } from '@jest/globals';
import { InvalidCheckpointError } from '../../providers/provider.errors.js';
import type { PullRequest } from '../../providers/provider.port.js';
import { checkRequest } from './slice.request.js';
import type { SliceRow } from './slice.row.js';

const check = (request: unknown) => () => checkRequest({ stream: 'guests', request } as SliceRow);

describe('what a stored slice walks through', () => {
  it.each<PullRequest>([
    { kind: 'list', stream: 'guests' },
    { kind: 'list', stream: 'guests', from: 1, to: 2 },
    { kind: 'changes', feed: null, streams: ['guests'], since: 1, memory: null },
    { kind: 'changes', feed: 'journal', streams: ['guests', 'halls'], since: 1, memory: { any: ['thing'] } },
  ])('is asked of the provider as %j', (request) => {
    expect(check(request)).not.toThrow();
  });

  it.each([
    null,
    'garbage',
    {},
    { kind: 'other', stream: 'guests' },
    { kind: 'list', stream: 7 },
    { kind: 'list', stream: 'guests', from: '1' },
    { kind: 'changes', feed: null, streams: [], since: 1, memory: null },
    { kind: 'changes', feed: null, streams: ['guests'], memory: null },
    { kind: 'changes', feed: null, streams: ['guests'], since: 1 },
  ])('is refused as %j', (request) => {
    expect(check(request)).toThrow(InvalidCheckpointError);
  });
});
