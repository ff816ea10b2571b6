import type { SandboxClock } from '../../common/sandbox.clock.js';
import { inItsCurrency } from '../dataset/money.facts.js';
import { pacificTime } from '../pacific.time.js';
import { SHAPES, type QboObject, type StreamName } from '../quickbooks.entity.js';
import { entityEvent, type EntityEvent, type EntityOperation } from './entity.event.js';
import type { QuickBooksCompany } from './quickbooks.company.js';

export interface Change {
  stream: StreamName;
  operation: EntityOperation;
  id: string;
  /** As it is afterwards; null when it is gone. */
  object: QboObject | null;
  event: EntityEvent | null;
}

type EventListener = (event: EntityEvent) => void;

/** The only way a company's content changes, so that every change has its time, its SyncToken and its event. */
export class ChangeJournal {
  constructor(
    private readonly clock: SandboxClock,
    private readonly listener: EventListener,
  ) {}

  /** Epoch seconds. */
  now(): number {
    return this.clock.now();
  }

  create(company: QuickBooksCompany, stream: StreamName, fields: Record<string, unknown>, at: number): Change {
    const store = company.store(stream);
    const object: QboObject = {
      ...inItsCurrency(fields, company.isMulticurrency),
      domain: 'QBO',
      sparse: false,
      Id: company.data.id(stream, store.nextIndex),
      SyncToken: '0',
      MetaData: { CreateTime: pacificTime(at), LastUpdatedTime: pacificTime(at) },
    };
    store.add(object, at);
    return this.record(company, stream, 'created', object.Id, object);
  }

  replace(
    company: QuickBooksCompany,
    stream: StreamName,
    before: QboObject,
    fields: Record<string, unknown>,
    at: number,
    operation: EntityOperation | undefined = undefined,
    data: Record<string, string> = {},
  ): Change {
    const store = company.store(stream);
    const object: QboObject = {
      ...inItsCurrency(fields, company.isMulticurrency),
      domain: 'QBO',
      sparse: false,
      Id: before.Id,
      SyncToken: String(Number(before.SyncToken) + 1),
      MetaData: { CreateTime: before.MetaData.CreateTime, LastUpdatedTime: pacificTime(at) },
    };
    store.replace(store.indexOf(before.Id)!, object, at);
    return this.record(company, stream, operation ?? operationOf(before, object), before.Id, object, data);
  }

  remove(company: QuickBooksCompany, stream: StreamName, before: QboObject, at: number): Change {
    const store = company.store(stream);
    store.remove(store.indexOf(before.Id)!, at);
    return this.record(company, stream, 'deleted', before.Id, null);
  }

  /** The loser disappears; only the winner is spoken of, and the loser in its data. */
  merge(company: QuickBooksCompany, stream: StreamName, loser: QboObject, winner: QboObject, at: number): Change {
    const store = company.store(stream);
    store.remove(store.indexOf(loser.Id)!, at);
    return this.replace(company, stream, winner, winner, at, 'merged', { deletedid: loser.Id });
  }

  private record(
    company: QuickBooksCompany,
    stream: StreamName,
    operation: EntityOperation,
    id: string,
    object: QboObject | null,
    data: Record<string, string> = {},
  ): Change {
    if (!SHAPES[stream].announced) return { stream, operation, id, object, event: null };
    const event = entityEvent({
      realmId: company.realmId,
      stream,
      operation,
      entityId: id,
      timeMs: this.clock.milliseconds(),
      data,
    });
    this.listener(event);
    return { stream, operation, id, object, event };
  }
}

/** Of a list entity that becomes inactive, webhooks say that it was deleted. */
function operationOf(before: QboObject, after: QboObject): EntityOperation {
  if (before.Active !== false && after.Active === false) return 'deleted';
  return before.EmailStatus !== 'EmailSent' && after.EmailStatus === 'EmailSent' ? 'emailed' : 'updated';
}
