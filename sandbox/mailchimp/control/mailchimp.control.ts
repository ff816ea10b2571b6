import { accountCalls } from '../../common/account.control.js';
import { ControlRouter, type AccountCalls, type ControlBody, type ControlCalls } from '../../common/control.router.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import { NdjsonLines } from '../../common/ndjson.lines.js';
import { hashText } from '../../common/seeded.random.js';
import { lagCall, webhookCalls, worldCalls } from '../../common/world.control.js';
import { externalId } from '../live/change.journal.js';
import { shown } from '../live/live.view.js';
import { changeHabits } from '../live/member.habits.js';
import type { TagQueue } from '../live/tag.queue.js';
import type { MailchimpAccount } from '../live/mailchimp.account.js';
import { STREAMS, type StreamName } from '../mailchimp.stream.js';
import type { MailchimpWorld } from '../mailchimp.world.js';
import { mandrillEvents } from '../webhooks/mandrill.events.js';
import { AccountMutator } from './account.mutator.js';
import { accountSums, liveObjects } from './account.sums.js';
import { clearConsent, consentReport } from './consent.report.js';
import { registerEndpoint } from './endpoint.registration.js';
import { PersonActions } from './person.actions.js';
import { SingleChanges } from './single.changes.js';
import { StreamEditor } from './stream.editor.js';
import { writtenContacts } from './written.contacts.js';

/** The control calls of the Mailchimp sandbox. */
export class MailchimpControl extends ControlRouter<MailchimpAccount> {
  private readonly tagging: TagQueue;

  constructor(world: MailchimpWorld) {
    const { sender, endpoints } = world.webhooks;
    const editor = new StreamEditor(world.journal);
    const accounts = accountCalls<MailchimpAccount, StreamName>({
      streams: STREAMS,
      sums: accountSums,
      *objects(account, stream) {
        for (const { parent, object } of liveObjects(account, stream)) {
          yield { id: externalId(parent, stream, object), object: shown(account, stream, object) };
        }
      },
      mutator: new AccountMutator(world, editor),
      changes: new SingleChanges(editor, world.clock),
    });
    const calls = {
      ...worldCalls(world),
      ...webhookCalls(endpoints, sender),
      ...lagCall(world, STREAMS, storesOf),
      ...mailchimpCalls(world),
    };
    const own = { ...transactionalCalls(world), ...memberCalls(world) };
    super(calls, { ...accounts, ...own }, (id) => accountOf(world, id));
    this.tagging = world.tagging;
  }

  override handle(request: SandboxRequest): Promise<SandboxReply> {
    this.tagging.applyDue();
    return super.handle(request);
  }
}

const storesOf = (account: MailchimpAccount, stream: StreamName) =>
  account.branches(stream).map(({ collection }) => collection);

function mailchimpCalls(world: MailchimpWorld): ControlCalls {
  return {
    'POST accounts': (body) => {
      const account = world.createAccount(body);
      const lists = [...account.audiences.keys()];
      return { id: account.id, credentials: { apiKey: account.apiKey }, counts: account.counts(), lists };
    },
    'POST tokens': (body) => spoilTokens(world, body),
    'POST metadata': (body) => {
      const { apiEndpoint, dc } = body as { apiEndpoint?: string; dc?: string };
      world.app.metadata.set(accountOf(world, body.account).id, { apiEndpoint, dc });
    },
    'POST oauth': (body) => Object.assign(world.app.consent, body),
    'POST page-weight': ({ members }) => {
      world.mostMembers = typeof members === 'number' ? members : Number.POSITIVE_INFINITY;
    },
    'POST limits': ({ connections, perSecond }) => {
      if (connections !== undefined) world.connections.limits.connections = connections as number | null;
      if (perSecond !== undefined) world.throttle.limits.globalPerSecond = perSecond as number | null;
      const { globalPerSecond } = world.throttle.limits;
      return { limits: { ...world.connections.limits, perSecond: globalPerSecond } };
    },
    'POST members': (body) => changeHabits(world.habits, body),
    'GET consent-violations': () => consentReport(world.accounts.values()),
    'DELETE consent-violations': () => clearConsent(world.accounts.values()),
    'GET requests': () => ({
      ...world.counter.report(),
      mismatches: world.mismatches,
      refreshes: { granted: 0, refused: 0 },
    }),
    'DELETE requests': () => {
      world.counter.reset();
      world.mismatches = 0;
    },
    'POST webhook-endpoints': (body) => registerEndpoint(world, accountOf(world, body.account), body),
  };
}

function transactionalCalls(world: MailchimpWorld): AccountCalls<MailchimpAccount> {
  let batches = 0;
  return {
    'POST transactional': (account, body) => {
      batches += 1;
      const count = Number(body.events ?? 1);
      const audience = [...account.audiences.values()][0];
      const known = Math.min(100, audience?.facts.count ?? 0);
      const emails = Array.from({ length: known }, (_, at) => audience!.facts.email(at));
      const events = mandrillEvents(count, hashText(`${account.id} ${batches}`), emails, world.clock.now());
      return { events: count, requests: world.webhooks.publishTransactional(account.id, events), sent: events };
    },
  };
}

function memberCalls(world: MailchimpWorld): AccountCalls<MailchimpAccount> {
  const people = new PersonActions(world);
  return {
    'POST person': (account, body) => people.act(account, body),
    'GET consent-violations': (account) => consentReport([account]),
    'DELETE consent-violations': (account) => clearConsent([account]),
    'GET mails': (account) => ({ mails: account.mails.all() }),
    'GET references': (account, _body, prefix) => {
      return new NdjsonLines(writtenContacts(account, typeof prefix === 'string' ? prefix : ''));
    },
  };
}

/** Mailchimp's tokens neither expire nor are refreshed, so to expire and to revoke are the same here. */
function spoilTokens(world: MailchimpWorld, body: ControlBody): void {
  const { id } = accountOf(world, body.account);
  if (body.expireAccess === true || body.revokeAccess === true) {
    world.app.revoke(id);
    world.revoked.add(id);
  }
  if (body.restoreAccess === true) world.revoked.delete(id);
}

function accountOf(world: MailchimpWorld, id: unknown): MailchimpAccount {
  const account = world.accounts.get(String(id));
  if (!account) throw new Error(`no account ${String(id)}`);
  return account;
}
