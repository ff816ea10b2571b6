import type { SandboxClock } from '../../common/sandbox.clock.js';
import type { ChangeJournal } from './change.journal.js';
import type { MailchimpAccount } from './mailchimp.account.js';
import type { MailchimpAudience } from './mailchimp.audience.js';
import type { MemberHabits } from './member.habits.js';

interface TagRequest {
  account: MailchimpAccount;
  audience: MailchimpAudience;
  /** By its contact id, since the address may change before the tags do. */
  contact: string;
  /** True for a tag to carry, false for one to lose. */
  changes: ReadonlyMap<string, boolean>;
  /** Only synced tags set off no automation. */
  isSyncing: boolean;
}

/** Tags change some time after the request, as the sandbox's clock says. The next request sees what is due. */
export class TagQueue {
  private waiting: (TagRequest & { dueAt: number })[] = [];

  constructor(
    private readonly journal: ChangeJournal,
    private readonly clock: SandboxClock,
    private readonly habits: MemberHabits,
  ) {}

  ask(request: TagRequest): void {
    this.waiting.push({ ...request, dueAt: this.clock.milliseconds() + this.habits.tagDelayMs });
    this.applyDue();
  }

  applyDue(): void {
    if (this.waiting.length === 0) return;
    const now = this.clock.milliseconds();
    const due = this.waiting.filter(({ dueAt }) => dueAt <= now);
    if (due.length === 0) return;
    this.waiting = this.waiting.filter(({ dueAt }) => dueAt > now);
    for (const request of due) this.apply(request);
  }

  private apply({ account, audience, contact, changes, isSyncing, dueAt }: TagRequest & { dueAt: number }): void {
    const index = audience.indexOf(contact);
    if (index === undefined) return;
    const before = audience.contacts.at(index)!;
    const after = this.journal.tagContact(audience, index, changes, Math.floor(dueAt / 1000));
    if (isSyncing || Number(after.tags_count) <= Number(before.tags_count)) return;
    account.mails.send('automation', audience.id, after.email_address, this.clock.now());
  }
}
