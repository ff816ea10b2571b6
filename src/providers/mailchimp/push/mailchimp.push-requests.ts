import { CapturingTransport } from '../../kit/push/capturing.transport.js';
import type { StoredRequest } from '../../push.port.js';
import { loadMailchimpSdk, type MailchimpApi, type MailchimpSdk } from '../api/mailchimp.sdk.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import { nameOf } from '../shape/mailchimp.external-id.js';

/** Headers that belong to the request. */
const KEPT = ['accept', 'content-type'];
/** Only the path of a captured request is kept: the host is that of the account's data centre. */
const NOWHERE = { baseUrl: 'https://api.mailchimp.com', authorization: '' };
/** An audience may require fields that the platform does not know. */
const NOT_VALIDATED = { skip_merge_validation: true };

/** A member of an audience, as its requests name it. */
export interface MemberPlace {
  list: string;
  hash: string;
}

const MEMBER_PATH = /^\/3\.0\/lists\/([^/?]+)\/members\/([^/?]+)(\/[^?]*)?/;

type Body = Readonly<Record<string, unknown>>;

/** Builds the requests that change a member, by the SDK and without sending them. */
export class MailchimpPushRequests {
  private readonly capturing = new CapturingTransport(KEPT);
  private sdk?: Promise<MailchimpSdk>;

  /** Adds a member, or changes its fields: `body` has no status for those that are there. */
  put({ list, hash }: MemberPlace, body: Body): Promise<StoredRequest> {
    return this.capture('update', (api) => api.lists.setListMember(list, hash, body, NOT_VALIDATED));
  }

  patch({ list, hash }: MemberPlace, body: Body): Promise<StoredRequest> {
    return this.capture('update', (api) => api.lists.updateListMember(list, hash, body, NOT_VALIDATED));
  }

  archive({ list, hash }: MemberPlace): Promise<StoredRequest> {
    return this.capture('archive', (api) => api.lists.deleteListMember(list, hash));
  }

  /** Mailchimp forgets the person, and takes the address from no program again. */
  erase({ list, hash }: MemberPlace): Promise<StoredRequest> {
    return this.capture('archive', (api) => api.lists.deleteListMemberPermanent(list, hash));
  }

  /** @param tags whether the member is to have them, by name */
  tag({ list, hash }: MemberPlace, tags: ReadonlyMap<string, boolean>): Promise<StoredRequest> {
    const changes = [...tags].map(([name, isActive]) => ({ name, status: isActive ? 'active' : 'inactive' }));
    // Synced tags set off no automation.
    const body = { tags: changes, is_syncing: true };
    return this.capture('update', (api) => api.lists.updateListMemberTags(list, hash, body));
  }

  private async capture(
    kind: StoredRequest['kind'],
    call: (api: MailchimpApi) => Promise<unknown>,
  ): Promise<StoredRequest> {
    const sdk = await (this.sdk ??= loadMailchimpSdk(this.capturing));
    return { kind, ...(await this.capturing.capture((exchange) => call(sdk(NOWHERE, exchange)))) };
  }
}

/** Fields by which a member moves to another address. */
export const movingTo = (email: string): Body => ({ email_address: email });

/** Within it a value is taken or refused. */
export const scopeOf = ({ account }: Pick<MailchimpAccess, 'account'>, list: string): string => `${account} ${list}`;

/** The member that a request is about, and what follows it in the path. */
export function placeOf(path: string): { place: MemberPlace; rest: string } {
  const [, list = '', hash = '', rest = ''] = MEMBER_PATH.exec(path) ?? [];
  return { place: { list: decodeURIComponent(list), hash: decodeURIComponent(hash) }, rest };
}

/** The member that a target was linked to. */
export function placeIn(externalId: string): MemberPlace | null {
  const name = nameOf(externalId, true);
  return name?.parent ? { list: name.parent, hash: name.id } : null;
}
