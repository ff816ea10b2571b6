const FAULT_KINDS = [
  'status500',
  'stored500',
  'html502',
  'status429',
  'reset',
  'hang',
  'truncated',
  'garbage',
  'duplicatePage',
  'repeatCursor',
  'forbidden',
  'forbiddenHtml',
  'unauthorized',
  'faultIn200',
  'applyThenTimeout',
  'applyThenReset',
  'applyLate',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** The work is done, before or after the answer was lost. */
const AROUND: readonly FaultKind[] = ['applyThenTimeout', 'applyThenReset', 'applyLate'];
const LATE_MS = 1000;

export interface Fault {
  kind: FaultKind;
  /** A prefix; with a `*` in it the whole path, where `*` is one part and `**` any number of them. */
  path?: string;
  method?: string;
  account?: string;
  /** How many requests it hits before it is spent. */
  times: number;
  /** How many matching requests pass unharmed first. */
  after: number;
  /** It hits one in so many of the matching requests. */
  every: number;
  /** How long a silent connection stays open. */
  hangMs: number;
  /** How long after the answer was lost the work is done, for `applyLate`. */
  lateMs: number;
  /** How the answer is lost, for `applyLate`. */
  answer: 'timeout' | 'reset';
  /** Seconds for the Retry-After of a 429; without it the vendor's own habit. */
  retryAfter?: number;
}

interface Registered extends Fault {
  matches(path: string): boolean;
  seen: number;
}

export class FaultRegistry {
  private faults: Registered[] = [];

  add(fault: Partial<Fault> & { kind: FaultKind }): void {
    if (!FAULT_KINDS.includes(fault.kind)) throw new Error(`unknown fault kind ${String(fault.kind)}`);
    if (!['timeout', 'reset', undefined].includes(fault.answer)) throw new Error('answer is timeout or reset');
    const usual = { times: 1, after: 0, every: 1, hangMs: 30_000, lateMs: LATE_MS, answer: 'timeout' as const };
    this.faults.push({ ...usual, ...fault, matches: matcher(fault.path), seen: 0 });
  }

  clear(): void {
    this.faults = [];
  }

  /** The fault this request must suffer within its way, if any; taking it uses it up. */
  take(method: string, path: string, account: string | undefined): Fault | undefined {
    return this.takeOf((fault) => !AROUND.includes(fault.kind), method, path, account);
  }

  /** One that loses the answer of a request whose work is done. */
  takeAround(method: string, path: string, account: string | undefined): Fault | undefined {
    return this.takeOf((fault) => AROUND.includes(fault.kind), method, path, account);
  }

  private takeOf(
    isWanted: (fault: Fault) => boolean,
    method: string,
    path: string,
    account: string | undefined,
  ): Fault | undefined {
    for (const fault of this.faults) {
      if (!isWanted(fault) || !fault.matches(path)) continue;
      if (fault.method && fault.method.toUpperCase() !== method) continue;
      if (fault.account && fault.account !== account) continue;
      fault.seen += 1;
      if (fault.seen <= fault.after || (fault.seen - fault.after) % fault.every !== 0) continue;
      fault.times -= 1;
      if (fault.times <= 0) this.faults = this.faults.filter((other) => other !== fault);
      return fault;
    }
    return undefined;
  }
}

function matcher(path: string | undefined): (path: string) => boolean {
  if (!path) return () => true;
  if (!path.includes('*')) return (asked) => asked.startsWith(path);
  const parts = path.split(/(\*{1,2})/).map((part) => ({ '*': '[^/]+', '**': '.*' })[part] ?? literally(part));
  const whole = new RegExp(`^${parts.join('')}$`);
  return (asked) => whole.test(asked);
}

const literally = (text: string): string => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&');
