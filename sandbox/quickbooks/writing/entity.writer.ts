import type { Bookkeeper } from '../live/bookkeeper.js';
import type { Change } from '../live/change.journal.js';
import { withFreedName } from '../live/inactive.name.js';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { SHAPES, type QboObject, type StreamName } from '../quickbooks.entity.js';
import {
  objectNotFound,
  periodClosed,
  requiredMissing,
  staleObject,
  unsupportedOperation,
} from '../quickbooks.fault.js';
import { COMPOSERS } from './composers.js';
import { requireNotDeposited, requireUnlocked } from './deposited.check.js';
import { checkProperties } from './entity.properties.js';
import { checkDigits } from './money.check.js';
import { requireRoom } from './plan.limit.js';
import { voided } from './voided.transaction.js';

type Fields = Record<string, unknown>;

/** What a request asks for besides the work itself. */
interface WriteOptions {
  takesAnyNumber?: boolean;
}

/** Creates, updates, voids and deletes as the API does: with its checks, and by SyncToken. */
export class EntityWriter {
  constructor(private readonly bookkeeper: Bookkeeper) {}

  create(
    company: QuickBooksCompany,
    stream: StreamName,
    body: Fields,
    now: number,
    { takesAnyNumber = false }: WriteOptions = {},
  ): Change[] {
    const composer = composerFor('create', company, stream, body);
    requireRoom(company, stream);
    const fields = withoutSystem(body);
    const composed = composer({ company, stream, fields, existing: null, now, takesAnyNumber });
    requireOpen(company, composed);
    return this.bookkeeper.create(company, stream, composed, now);
  }

  /** A sparse update leaves what is not sent; a full one removes it. */
  update(
    company: QuickBooksCompany,
    stream: StreamName,
    body: Fields,
    now: number,
    { takesAnyNumber = false }: WriteOptions = {},
  ): Change[] {
    const composer = composerFor('update', company, stream, body);
    const existing = this.current(company, stream, body);
    const fields = withoutSystem(body.sparse === true ? { ...existing, ...body } : body);
    const composed = composer({ company, stream, fields, existing, now, takesAnyNumber });
    requireOpen(company, existing, composed);
    requireUnlocked(company, stream, existing, composed);
    return this.bookkeeper.update(company, stream, existing, withFreedName(company, existing, composed), now);
  }

  remove(company: QuickBooksCompany, stream: StreamName, body: Fields, now: number): Change[] {
    if (SHAPES[stream].kind !== 'transaction') throw unsupportedOperation(`delete ${SHAPES[stream].entity}`);
    const existing = this.current(company, stream, body);
    requireOpen(company, existing);
    requireNotDeposited(company, stream, existing);
    return this.bookkeeper.remove(company, stream, existing, now);
  }

  void(company: QuickBooksCompany, stream: StreamName, body: Fields, now: number): Change[] {
    const existing = this.current(company, stream, body);
    requireOpen(company, existing);
    requireNotDeposited(company, stream, existing);
    return this.bookkeeper.update(company, stream, existing, voided(stream, existing), now, 'void');
  }

  private current(company: QuickBooksCompany, stream: StreamName, body: Fields): QboObject {
    if (typeof body.Id !== 'string') throw requiredMissing('Id');
    if (typeof body.SyncToken !== 'string') throw requiredMissing('SyncToken');
    const existing = company.store(stream).find(body.Id);
    if (!existing) throw objectNotFound();
    if (existing.SyncToken !== body.SyncToken) throw staleObject();
    return existing;
  }
}

/** @throws QuickBooksFault when the API does not do this to such objects, or does not know what is sent */
function composerFor(action: 'create' | 'update', { settings }: QuickBooksCompany, stream: StreamName, body: Fields) {
  const composer = COMPOSERS[stream];
  if (!composer) throw unsupportedOperation(`${action} ${SHAPES[stream].entity}`);
  checkProperties(stream, body);
  checkDigits(settings.digits, body);
  return composer;
}

/** Nothing of a day on which the books are closed can be changed, nor can anything be put there. */
function requireOpen({ closedUntil, settings }: QuickBooksCompany, ...states: readonly Fields[]): void {
  const isClosed = ({ TxnDate: date }: Fields) => typeof date === 'string' && date <= closedUntil!;
  if (closedUntil !== undefined && states.some(isClosed)) throw periodClosed(settings.closedPeriodCode);
}

function withoutSystem(body: Fields): Fields {
  const { Id: _id, SyncToken: _token, MetaData: _meta, domain: _domain, sparse: _sparse, ...fields } = body;
  return fields;
}
