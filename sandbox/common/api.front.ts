import type { SandboxReply, SandboxRequest } from './http.server.js';
import { lostReply } from './fault.reply.js';
import type { SandboxWorld } from './sandbox.world.js';

/** The way of a call to a vendor's API. */
export interface Gateway {
  handle(request: SandboxRequest): Promise<SandboxReply>;
  /** Whose credentials a request carries, or whom it names, without answering it. */
  accountOf(request: SandboxRequest): string | undefined;
  /** Whether a request is to change something: many searches are POST. */
  isWrite(request: SandboxRequest): boolean;
  /** What the caller itself calls the objects that a request is about, where the vendor has a field for that. */
  referencesOf?(request: SandboxRequest): string[];
}

/** Whose writes have no account, such as those of an application. */
export const NO_ACCOUNT = 'none';

const NOTHING: SandboxReply = { status: 0, headers: {}, body: '' };

/** In front of every vendor's gateway: faults whose work is done although no answer comes, and the log of writes. */
export class ApiFront {
  private readonly late = new Set<NodeJS.Timeout>();

  constructor(
    private readonly world: SandboxWorld<unknown>,
    private readonly gateway: Gateway,
  ) {}

  async handle(request: SandboxRequest): Promise<SandboxReply> {
    const account = this.gateway.accountOf(request);
    const fault = this.world.faults.takeAround(request.method, request.path, account);
    if (!fault) return this.answer(request, account, (reply) => reply);
    const lose = (reply: SandboxReply): SandboxReply => lostReply(fault, reply);
    if (fault.kind !== 'applyLate') return this.answer(request, account, lose);
    const timer = setTimeout(() => {
      this.late.delete(timer);
      this.answer(request, account, lose).catch((error: unknown) => {
        process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
      });
    }, fault.lateMs);
    this.late.add(timer);
    return lose(NOTHING);
  }

  close(): void {
    for (const timer of this.late) clearTimeout(timer);
    this.late.clear();
  }

  private async answer(
    request: SandboxRequest,
    account: string | undefined,
    sent: (reply: SandboxReply) => SandboxReply,
  ): Promise<SandboxReply> {
    const reply = sent(await this.gateway.handle(request));
    if (this.gateway.isWrite(request)) {
      this.world.writes.note(account ?? NO_ACCOUNT, request, reply, this.gateway.referencesOf?.(request));
    }
    return reply;
  }
}
