import { describe, expect, it } from '@jest/globals';
import { EVENT_STATUSES } from '../../items/event.item.js';
import { builtForm, event, intentOf, known } from '../testing/push.case.js';
import { StripeStub } from '../testing/stripe.stub.js';

const stub = new StripeStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const ID = `hub_${'r'.repeat(32)}`;
const build = (body: object, isKnown = false) =>
  builtForm(stub.provider().push!, intentOf('product', [event({ ...body })]), isKnown ? known({ id: ID }) : null);
const metadata = {
  'metadata[hub_ref]': 'r'.repeat(32),
  'metadata[hub_event_id]': 'evt_1',
  'metadata[hub_venue_id]': 'ven_1',
  'metadata[hub_starts_at]': '2026-05-01T18:00:00Z',
};

describe('An event', () => {
  it('becomes a product with an id of ours', async () => {
    expect(await build({ description: 'With the choir', url: null })).toEqual({
      kind: 'create',
      call: 'POST /v1/products',
      form: { id: ID, name: 'Opening night', description: 'With the choir', ...metadata },
    });
  });

  it('changes its product: null clears, and what was never said stays', async () => {
    expect(await build({ description: null, url: 'https://example.org/1' }, true)).toEqual({
      kind: 'update',
      call: `POST /v1/products/${ID}`,
      form: { name: 'Opening night', description: '', url: 'https://example.org/1', active: 'true', ...metadata },
    });
  });

  it.each(
    EVENT_STATUSES.map((status) => {
      const isLive = !['DRAFT', 'REVIEW', 'COMPLETED', 'CANCELLED'].includes(status);
      const isOver = ['COMPLETED', 'CANCELLED'].includes(status);
      return [status, isLive ? 'create' : 'skipped', isLive ? 'update' : isOver ? 'archive' : 'skipped'] as const;
    }),
  )('that is %s: %s without a product, %s with one', async (status, first, later) => {
    expect((await build({ status })).kind).toBe(first);
    const change = await build({ status }, true);
    expect(change.kind).toBe(later);
    if (later === 'archive') expect(change).toMatchObject({ form: { active: 'false' } });
  });

  it('archives its product when it has left for another venue', async () => {
    const intent = intentOf('product', [], { former: [event()] });
    expect(await builtForm(stub.provider().push!, intent, known({ id: ID }))).toEqual({
      kind: 'archive',
      call: `POST /v1/products/${ID}`,
      form: { active: 'false' },
    });
  });
});
