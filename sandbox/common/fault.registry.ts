const FAULT_KINDS = [
  'status500',
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
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  kind: FaultKind;
  path?: string;
  method?: string;
  account?: string;
  /** How many requests it hits before it is spent. */
  times: number;
  /** How many matching requests pass unharmed first. */
  after: number;
  hangMs: number;
  /** Seconds for the Retry-After of a 429; without it the vendor's own habit. */
  retryAfter?: number;
}

export class FaultRegistry {
  private faults: Fault[] = [];

  add(fault: Partial<Fault> & { kind: FaultKind }): void {
    if (!FAULT_KINDS.includes(fault.kind)) throw new Error(`unknown fault kind ${String(fault.kind)}`);
    this.faults.push({ ...fault, times: fault.times ?? 1, after: fault.after ?? 0, hangMs: fault.hangMs ?? 30_000 });
  }

  clear(): void {
    this.faults = [];
  }

  /** The fault this request must suffer, if any; taking it uses it up. */
  take(method: string, path: string, account: string | undefined): Fault | undefined {
    for (const fault of this.faults) {
      if (fault.path && !path.startsWith(fault.path)) continue;
      if (fault.method && fault.method.toUpperCase() !== method) continue;
      if (fault.account && fault.account !== account) continue;
      if (fault.after > 0) {
        fault.after -= 1;
        continue;
      }
      fault.times -= 1;
      if (fault.times <= 0) this.faults = this.faults.filter((other) => other !== fault);
      return fault;
    }
    return undefined;
  }
}
