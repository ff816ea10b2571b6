import { text } from '../../kit/fields.js';
import type { ProviderError } from '../../provider.errors.js';
import type { PushOutcome, StoredRequest } from '../../push.port.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import { markIn, referenceIn } from './quickbooks.names.js';
import { isOwnDocument } from './quickbooks.own-document.js';
import { postedAmounts } from './quickbooks.posted.js';
import { outcomeOf } from './quickbooks.push-errors.js';
import type { QuickBooksPushLookup } from './quickbooks.push-lookup.js';
import { bodyOf, valueOf } from './quickbooks.push-requests.js';
import { isCustomer, isMoney, type QuickBooksTargetName } from './quickbooks.push-targets.js';

/** A request that QuickBooks has refused, because something has its name or number. */
interface Refused {
  access: QuickBooksAccess;
  target: QuickBooksTargetName;
  request: StoredRequest;
  error: ProviderError;
}

const EXISTS: PushOutcome = { kind: 'exists' };

/**
 * Finds out who has the name or the number that QuickBooks says is used. Usually it is our own object, of which the answer was
 * lost. What is someone else's is never taken for ours.
 */
export class QuickBooksHolders {
  constructor(private readonly lookup: Pick<QuickBooksPushLookup, 'named' | 'parties' | 'read'>) {}

  /** Customers share their names with vendors and employees. QuickBooks compares them without case and outer blanks. */
  async ofName({ access, target, request, error }: Refused, signal: AbortSignal): Promise<PushOutcome> {
    const name = valueOf(request, 'DisplayName');
    if (!isCustomer(target) || name === null) return EXISTS;
    const own = await this.lookup.named(access, target, 'DisplayName', name, signal);
    if (own.kind === 'found') return { kind: 'exists', externalId: own.known.externalId };
    if (own.kind === 'ambiguous') return EXISTS;
    const parties = await this.lookup.parties(access, referenceIn(name), signal);
    const holders = parties.filter(({ DisplayName: other }) => essence(other) === essence(name));
    const mark = markIn(bodyOf(request).Notes);
    const ours = holders.find(({ Notes: notes }) => mark !== null && markIn(notes) === mark);
    if (ours) return { kind: 'exists', externalId: String(ours.Id) };
    return holders.length > 0 ? outcomeOf('name', error) : EXISTS;
  }

  /**
   * Whether a document that QuickBooks does not change is there: then it is something else that is missing. An object of a list is
   * read before the next request, which says why.
   */
  async isThere({ access, target, request }: Refused, signal: AbortSignal): Promise<boolean> {
    const id = valueOf(request, 'Id');
    if (!isMoney(target) || id === null) return false;
    return (await this.lookup.read(access, target, id, signal)) !== null;
  }

  async ofNumber({ access, target, request }: Refused, signal: AbortSignal): Promise<PushOutcome> {
    const number = valueOf(request, 'DocNumber');
    if (number === null) return EXISTS;
    const holder = await this.lookup.named(access, target, 'DocNumber', number, signal);
    if (holder.kind !== 'found' || !holder.known.object) return EXISTS;
    const { externalId, object } = holder.known;
    if (isOwnDocument(object, request)) return { kind: 'exists', externalId };
    const { total, date } = postedAmounts(object, '');
    const message = `Someone else has made the document ${number} of ${date} over ${total}. Give it another number there, or link it`;
    return { kind: 'waiting', code: 'name_taken', message };
  }
}

const essence = (name: unknown): string => (text(name) ?? '').trim().toLowerCase();
