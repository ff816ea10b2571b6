import { describe, expect, it } from '@jest/globals';
import type { Metrics } from '../../observability/metrics.js';
import type { Found } from '../../providers/push.port.js';
import { Adopter } from './adopter.js';
import type { FormerConnection } from './former.connection.js';
import type { OtherOutcome, OutcomeWriter } from './outcome.writer.js';
import type { NewOperation } from '../targets/operation.js';
import type { Turn } from './turn.js';

const OPERATION = { reference: 'ours', request: {} } as NewOperation;

/** The provider refuses to make an object, because it is there. */
function refused(attempts: number, found: Found) {
  const ends: (OtherOutcome | 'closed')[] = [];
  const writer = {
    close: async () => void ends.push('closed'),
    finish: async (_: Turn, outcome: OtherOutcome) => {
      ends.push(outcome);
      return { item: {}, status: outcome.status, error: null };
    },
  } as unknown as OutcomeWriter;
  const push = { find: async () => new Map([['ours', found]]) };
  const turn = {
    target: { attempts },
    spec: { name: 'sale' },
    account: { push, connection: {} },
    context: { signal: new AbortController().signal },
  } as unknown as Turn;
  const adopter = new Adopter(writer, {} as Metrics, {} as FormerConnection);
  return { ends, taken: adopter.takeExisting(turn, OPERATION, null) };
}

describe('An object that is there, and that is not shown', () => {
  it('is looked for again, because lists may be late', async () => {
    const { ends, taken } = refused(6, { kind: 'absent' });
    await expect(taken).rejects.toMatchObject({ retryable: true });
    expect(ends).toEqual(['closed']);
  });

  it('is not ours after several looks: a person has to know', async () => {
    const { ends, taken } = refused(7, { kind: 'absent' });
    await expect(taken).resolves.toMatchObject({ kind: 'ended', ended: { status: 'waiting' } });
    expect(ends).toMatchObject([
      { status: 'waiting', reason: { code: 'name_taken' }, operation: { status: 'failed' } },
    ]);
  });
});
