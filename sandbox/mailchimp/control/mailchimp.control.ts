import { accountCalls } from '../../common/account.control.js';
import { ControlRouter, type AccountCalls, type ControlBody, type ControlCalls } from '../../common/control.router.js';
import { hashText } from '../../common/seeded.random.js';
import { webhookCalls, worldCalls } from '../../common/world.control.js';
import { externalId } from '../live/change.journal.js';
import { shown } from '../live/live.view.js';
import type { MailchimpAccount } from '../live/mailchimp.account.js';
import { STREAMS, type StreamName } from '../mailchimp.stream.js';
import type { MailchimpWorld } from '../mailchimp.world.js';
import { mandrillEvents } from '../webhooks/mandrill.events.js';
import { AccountMutator } from './account.mutator.js';
import { accountSums, liveObjects } from './account.sums.js';
import { registerEndpoint } from './endpoint.registration.js';
import { SingleChanges } from './single.changes.js';
import { StreamEditor } from './stream.editor.js';

/** The control calls of the Mailchimp sandbox. */
export class MailchimpControl extends ControlRouter<MailchimpAccount> {
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
    const calls = { ...worldCalls(world), ...webhookCalls(endpoints, sender), ...mailchimpCalls(world) };
    super(calls, { ...accounts, ...transactionalCalls(world) }, (id) => accountOf(world, id));
  }
}

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
    'POST limits': (body) => ({ limits: Object.assign(world.connections.limits, body) }),
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
