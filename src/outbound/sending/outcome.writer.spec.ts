import { describe, expect, it } from '@jest/globals';
import type { Database } from '../../database/database.js';
import type { Metrics } from '../../observability/metrics.js';
import type { RecordStore } from '../../records/record.store.js';
import { notThere } from '../targets/held.reasons.js';
import type { OperationStore } from '../targets/operation.store.js';
import type { TargetFacts } from '../targets/target.facts.js';
import type { TargetStore } from '../targets/target.store.js';
import { OutcomeWriter } from './outcome.writer.js';
import type { Turn } from './turn.js';

/** What is written, in its order, while the target is made to wait. */
async function wait({ isLinked = false, isThere = false }): Promise<{ isEnded: boolean; written: string[] }> {
  const written: string[] = [];
  const note =
    <T>(name: string, result?: T) =>
    async () => {
      written.push(name);
      return result;
    };
  const targets = {
    holdToWait: note('hold', !isLinked),
    recordReason: note('reason'),
    againIfChanged: note('again'),
  };
  const database = { inTenant: (_: string, work: (tx: object) => unknown) => work({}) };
  const writer = new OutcomeWriter(
    database as unknown as Database,
    targets as unknown as TargetStore,
    {} as OperationStore,
    {} as RecordStore,
    { send: async () => 0 },
    {} as Metrics,
    {} as TargetFacts,
  );
  const turn = { target: { id: 't', changes: 1 }, context: { tenantId: 'a', finish: note('finish') } };
  const looked = note('look', isThere) as () => Promise<boolean>;
  const ended = await writer.waitFor(turn as unknown as Turn, 'other', notThere('x'), { isThere: looked });
  return { isEnded: ended !== null, written };
}

describe('A target that waits', () => {
  it('is held before one looks whether the item has come, so that no release is lost between the two', async () => {
    expect(await wait({})).toEqual({ isEnded: true, written: ['hold', 'look', 'finish', 'reason', 'again'] });
  });

  it('does not wait for an item that has come meanwhile, or a target that is linked', async () => {
    expect(await wait({ isThere: true })).toEqual({ isEnded: false, written: ['hold', 'look'] });
    expect(await wait({ isLinked: true })).toEqual({ isEnded: false, written: ['hold'] });
  });
});
