import { describe, expect, it } from '@jest/globals';
import type { Principal } from '../../auth/principal.js';
import { NotFoundError } from '../../common/http.errors.js';
import type { IntakeService } from '../intake/intake.service.js';
import { Importer } from './importer.js';

const LIMITS = {
  IMPORT_MAX_LINES: 5_000,
  IMPORT_MAX_LINE_BYTES: 1_000,
  IMPORT_STEP_BYTES: 100_000,
  IMPORT_REJECTED_LISTED: 3,
  INTAKE_MAX_DEPTH: 16,
  REQUEST_MAX_NODES: 5_000,
  REQUEST_MAX_KEYS: 500,
  OUTBOUND_STEP_ITEMS: 100,
};
const PRINCIPAL: Principal = {
  kind: 'user',
  id: 'u1',
  tenantId: 't1',
  isAdmin: false,
  permissions: ['integrations:write', 'sync:contacts'],
};

function importer(isKnown = true) {
  const pushed: unknown[][] = [];
  const intake = {
    checkNamed: async () => {
      if (!isKnown) throw new NotFoundError('The integration i1', 'integration_not_found');
    },
    push: async (_: Principal, __: string, items: unknown[]) => {
      pushed.push(items);
      return { batchId: `b${pushed.length}`, accepted: items.map((id) => ({ id: String(id) })), rejected: [] };
    },
  } as unknown as IntakeService;
  const start = (rows: string, entity = 'contacts') =>
    new Importer(intake, { limits: LIMITS } as unknown as ConstructorParameters<typeof Importer>[1]).start(PRINCIPAL, {
      integrationId: 'i1',
      entities: [entity],
      rows: Buffer.from(rows),
    });
  return { pushed, start };
}

describe('An import', () => {
  it('of lines that cannot be read names some of them, counts all, and lets others in meanwhile', async () => {
    const { pushed, start } = importer();
    let turns = 0;
    const others = setInterval(() => turns++, 0);
    const { rows, batchIds } = await start('x\n'.repeat(LIMITS.IMPORT_MAX_LINES));
    clearInterval(others);
    expect(rows).toMatchObject({ accepted: 0, rejected: LIMITS.IMPORT_MAX_LINES });
    expect(rows?.errors.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect([pushed, batchIds]).toEqual([[], []]);
    expect(turns).toBeGreaterThan(5);
  });

  it('is refused as a whole when it has too many lines, before anything is accepted', async () => {
    const { pushed, start } = importer();
    await expect(start('1\n'.repeat(LIMITS.IMPORT_MAX_LINES + 1))).rejects.toMatchObject({
      status: 400,
      code: 'validation_failed',
    });
    expect(pushed).toEqual([]);
  });

  it('asks for the integration although there is nothing to push', async () => {
    await expect(importer(false).start('')).rejects.toMatchObject({ code: 'integration_not_found' });
  });

  it('is for those who may push the entity', async () => {
    await expect(importer().start('1', 'payments')).rejects.toMatchObject({ status: 403 });
  });
});
