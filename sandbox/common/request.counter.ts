import type { SandboxReply, SandboxRequest, SentBody } from './http.server.js';
import { parameterNames } from './parameter.names.js';

interface CountedCall {
  endpoint: string;
  key: string | undefined;
  account: string | undefined;
}

const MOST_OPERATIONS = 1000;

/** What the sandbox was asked, so that a test or a benchmark can say how many calls a piece of work cost. */
export class RequestCounter {
  private total = 0;
  private rateLimited = 0;
  private running = 0;
  private maxConcurrent = 0;
  private bytes: SentBody = { plain: 0, wire: 0 };
  private byEndpoint = new Map<string, number>();
  private byStatus = new Map<string, number>();
  private keys = new Map<string, number>();
  /** Names of parameters by operation; kept by `reset`, since it says what is asked at all. */
  private readonly asked = new Map<string, Set<string>>();
  private accounts = new Map<string, number>();

  /** @param about what the call turned out to be, asked when it is answered */
  async counted(
    work: () => Promise<SandboxReply>,
    about: () => CountedCall,
    request?: SandboxRequest,
  ): Promise<SandboxReply> {
    this.total += 1;
    this.running += 1;
    this.maxConcurrent = Math.max(this.maxConcurrent, this.running);
    try {
      const reply = await work();
      const call = about();
      this.note(call, reply.disruption?.kind ?? reply.status);
      if (request) this.noteParameters(call.endpoint, request);
      return reply;
    } finally {
      this.running -= 1;
    }
  }

  /** What was answered, as it is and as it went over the wire. */
  sent({ plain, wire }: SentBody): void {
    this.bytes.plain += plain;
    this.bytes.wire += wire;
  }

  report() {
    return {
      total: this.total,
      bytes: { ...this.bytes },
      byEndpoint: Object.fromEntries(this.byEndpoint),
      byStatus: Object.fromEntries(this.byStatus),
      rateLimited: this.rateLimited,
      maxConcurrent: this.maxConcurrent,
      keys: Object.fromEntries(this.keys),
      accounts: Object.fromEntries(this.accounts),
      asked: Object.fromEntries([...this.asked].map(([operation, names]) => [operation, [...names].sort()])),
    };
  }

  reset(): void {
    this.total = 0;
    this.bytes = { plain: 0, wire: 0 };
    this.rateLimited = 0;
    this.maxConcurrent = this.running;
    for (const counts of [this.byEndpoint, this.byStatus, this.keys, this.accounts]) counts.clear();
  }

  private noteParameters(endpoint: string, request: SandboxRequest): void {
    let names = this.asked.get(endpoint);
    if (!names) {
      if (this.asked.size >= MOST_OPERATIONS) return;
      this.asked.set(endpoint, (names = new Set()));
    }
    for (const name of parameterNames(request)) names.add(name);
  }

  private note({ endpoint, key, account }: CountedCall, outcome: number | string): void {
    add(this.byEndpoint, endpoint);
    add(this.byStatus, String(outcome));
    if (outcome === 429) this.rateLimited += 1;
    if (key) add(this.keys, key.slice(-4));
    if (account) add(this.accounts, account);
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
