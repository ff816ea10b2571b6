import type { ProviderError } from '../../provider.errors.js';
import type { PushOutcome, StoredRequest } from '../../push.port.js';
import type { QuickBooksFault } from '../api/quickbooks.fault.js';

/**
 * What a refused request comes to. `name`: whose the name is has to be found out. `closed`: the books are. `missing`: what is to
 * be changed is gone, or something that it refers to is inactive.
 */
type Meaning = 'exists' | 'stale' | 'missing' | 'name' | 'closed' | Waiting;

interface Waiting {
  waiting: string;
  /** What to do, where QuickBooks does not say it. */
  cure?: string;
}

interface Rule {
  message?: RegExp;
  code?: RegExp;
  means: Meaning;
}

const REQUIRED =
  'Choose the class of sales: class of the rule sale. The hub names no location, so do not require one in QuickBooks';

/**
 * Messages come before codes: "Account Period Closed" has been reported with the code of a stale object, and a used number
 * with that of a closed period. The first rule that applies decides.
 */
const RULES: readonly Rule[] = [
  // It quotes the name, which may be any words.
  { message: /^duplicate name|^the name supplied already exists/i, means: 'name' },
  { message: /period (has )?closed|books (are|have been) closed/i, means: 'closed' },
  { message: /duplicate document number/i, means: 'exists' },
  { message: /duplicate name|name supplied already exists/i, means: 'name' },
  { message: /multi-?currency|foreign currency/i, means: { waiting: 'currency_not_enabled' } },
  { message: /invalid reference id.*currency/i, means: { waiting: 'currency_not_enabled' } },
  // An account of another type or currency than is needed there.
  {
    message: /(select|choose|specify) .{0,40}account|account .{0,80}(currency| type\b| is in [A-Z]{3}\b)/i,
    means: { waiting: 'account_missing' },
  },
  // A customer keeps its currency for good, and a person may have made ours.
  { message: /currency .{0,40} (name|customer)\b/i, means: { waiting: 'account_missing' } },
  {
    message:
      /\b(class|location|department)(ref)?\b.{0,60}(required|missing)|(choose|select|specify|assign|enter|require)\w* .{0,40}\b(class|location|department)\b/i,
    means: { waiting: 'account', cure: REQUIRED },
  },
  { message: /^stale object/i, means: 'stale' },
  { code: /^6140$/, means: 'exists' },
  { code: /^600$/, means: 'exists' },
  { code: /^6240$/, means: 'name' },
  { code: /^5010$/, means: 'stale' },
  { code: /^6210$/, means: 'closed' },
  { code: /^6540$/, means: { waiting: 'deposited' } },
  { code: /^(610|2500|6430)$/, means: { waiting: 'account_missing' } },
];

/** The object, or one that it refers to. */
const NOT_FOUND = '610';

/** The plan has no room for it or does not have it, or the company is suspended. */
const PLAN = /^(6190|5030)$/;
const PLAN_WORDS = /limit of .* that your plan has|reached the limit|subscription/i;

/** What the refusal of a request means. @param error for a refusal that is none of the known ones */
export function meaningOf(fault: QuickBooksFault | null, { kind }: Pick<StoredRequest, 'kind'>): Meaning | null {
  if (!fault) return null;
  const code = fault.code.replace(/^0+/, '');
  const rule = RULES.find(({ message, code: pattern }) => message?.test(fault.message) ?? pattern?.test(code));
  if (!rule) return null;
  if (kind === 'create') return rule.means;
  if (code === NOT_FOUND) return 'missing';
  // What is updated was there a moment ago: it is read, and the request is built again.
  return rule.means === 'exists' ? 'stale' : rule.means;
}

/** What a refusal comes to that needs no further question. */
export function outcomeOf(meaning: Meaning | null, error: ProviderError): PushOutcome {
  if (meaning === 'exists' || meaning === 'stale') return { kind: meaning };
  if (meaning === 'missing') return { kind: 'waiting', code: 'account_missing', message: error.message };
  if (meaning === 'closed') return { kind: 'waiting', code: 'closed_period', message: error.message };
  if (meaning === 'name') return { kind: 'waiting', code: 'name_taken', message: error.message };
  if (meaning) {
    const message = [error.message, meaning.cure].filter(Boolean).join(' ');
    return { kind: 'waiting', code: meaning.waiting, message };
  }
  return { kind: 'refused', error };
}

/** Whether a missing permission is one of the company's plan, which no other user has either. */
export function isOfPlan(fault: QuickBooksFault | null): boolean {
  return fault !== null && (PLAN.test(fault.code) || PLAN_WORDS.test(fault.message));
}
