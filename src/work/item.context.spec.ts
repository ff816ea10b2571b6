import { describe, expect, it } from '@jest/globals';
import { LogContext, type LogFields } from '../observability/log/log.context.js';
import { inItem, inItems } from './item.context.js';
import type { WorkItem } from './table/work.item.js';

type Parcel = WorkItem & { integrationId: string };

const KIND = { logFields: ({ id: eventId, integrationId }: Parcel): LogFields => ({ eventId, integrationId }) };
const parcel = (id: string, requestId: string | null, integrationId = 'i'): Parcel => ({
  id,
  integrationId,
  requestId,
  traceContext: null,
  fence: 1,
  attempts: 0,
});
const within = <T>(work: () => T) => LogContext.only({ tenantId: 't' }, async () => work());

describe('The context of an item', () => {
  it('names the item, and the call that caused it', async () => {
    const fields = await within(() => inItem(KIND, parcel('a', 'r'), () => LogContext.fields()));
    expect(fields).toEqual({ tenantId: 't', eventId: 'a', integrationId: 'i', requestId: 'r' });
  });

  it('of several has what they have in common', async () => {
    const fieldsOf = (...items: Parcel[]) => within(() => inItems(KIND, items, () => LogContext.fields()));
    expect(await fieldsOf(parcel('a', 'r'), parcel('b', 'r'))).toEqual({
      tenantId: 't',
      integrationId: 'i',
      requestId: 'r',
    });
    expect(await fieldsOf(parcel('a', 'r'), parcel('b', 's'))).toEqual({ tenantId: 't', integrationId: 'i' });
    expect(await fieldsOf(parcel('a', 'r'), parcel('b', 'r', 'j'))).toEqual({ tenantId: 't', requestId: 'r' });
    expect(await fieldsOf(parcel('a', null), parcel('b', 'r'), parcel('c', null))).toEqual({
      tenantId: 't',
      integrationId: 'i',
    });
  });

  it('changes nothing for a kind that names nothing', async () => {
    expect(await within(() => inItem({}, { id: 'a', fence: 1, attempts: 0 }, () => LogContext.fields()))).toEqual({
      tenantId: 't',
    });
  });
});
