import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import type { Principal } from '../../auth/principal.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { ITEM_EXAMPLES } from '../items/item.examples.js';
import { OutboundBatchStore } from './batch.store.js';
import type { IntakeDto } from './intake.dto.js';
import { IntakeService } from './intake.service.js';

const PRINCIPAL: Principal = {
  kind: 'user',
  id: 'u1',
  tenantId: 't1',
  isAdmin: false,
  permissions: ['sync:contacts'],
};
const CALL = 3;

/** What PostgreSQL answers: the item at 1 is stale. */
const STALE = [{ at: 1 }];

const contact = (n: number) => ({ ...structuredClone(ITEM_EXAMPLES.contacts), id: `con_${n}` });

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Collects all garbage now. */
function collect(): void {
  v8.setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

type Parts = ConstructorParameters<typeof IntakeService>;

/** @param whileStored what happens while PostgreSQL works */
function intakeThat(whileStored: () => Promise<void>): IntakeService {
  const tx = { tenantId: PRINCIPAL.tenantId } as TenantTransaction;
  const rows = async () => {
    await whileStored();
    return STALE;
  };
  const parts = [
    {
      inTenant: (_: string, work: (given: TenantTransaction) => unknown) =>
        work(Object.assign(tx, { rows, execute: nextTurn })),
    },
    new OutboundBatchStore(),
    { admit: nextTurn },
    {},
    {},
    { send: async () => undefined },
    { outboundItems: { inc: () => undefined } },
  ];
  return new IntakeService(...(parts as unknown as Parts));
}

describe('The intake', () => {
  it('keeps no item while PostgreSQL works, so that the collector has nothing to move', async () => {
    const dto: IntakeDto = { items: Array.from({ length: CALL }, (_, n) => contact(n)) };
    const items = dto.items.map((item) => new WeakRef(item as object));
    let kept = -1;
    const intake = intakeThat(async () => {
      await nextTurn();
      collect();
      kept = items.filter((item) => item.deref() !== undefined).length;
    });
    const answer = await intake.accept(PRINCIPAL, 'contacts', dto);
    expect(kept).toBe(0);
    expect(answer.accepted).toEqual([{ id: 'con_0' }, { id: 'con_1', stale: true }, { id: 'con_2' }]);
  });
});
