import { forEachConcurrent } from '../../../common/for-each-concurrent.js';
import { integer, items } from '../../kit/fields.js';
import { isFound } from '../../kit/found.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import type { MailchimpClient } from '../api/mailchimp.client.js';
import { readPage } from './mailchimp.page.js';
import { PAGE_SIZE } from './mailchimp.pager.js';
import type { MailchimpObject, MailchimpStream } from './mailchimp.stream.js';

const PATH = '/lists/{list_id}/members/{subscriber_hash}/tags';

/**
 * The tags that a contact itself does not show: it holds fifty of them at most, and says how many there are. The others
 * cost a request for each such contact.
 * https://mailchimp.com/developer/marketing/api/list-member-tags/
 */
export class MailchimpTags {
  constructor(
    private readonly client: MailchimpClient,
    private readonly width: number,
  ) {}

  /** @returns the objects, in their order, with all of their tags; those that have them already are the same objects */
  async complete(
    access: MailchimpAccess,
    stream: MailchimpStream,
    list: string | null,
    objects: readonly MailchimpObject[],
    exchange: ProviderExchange,
  ): Promise<readonly MailchimpObject[]> {
    const cut = objects.filter(isCut);
    if (list === null || cut.length === 0) return objects;
    const whole = new Map<MailchimpObject, MailchimpObject>();
    await forEachConcurrent(cut, this.width, async (contact) => {
      const key = stream.keyOf(contact);
      const tags = key === null ? null : await this.tagsOf(access, list, key, exchange);
      if (tags) whole.set(contact, { ...contact, tags });
    });
    return objects.map((object) => whole.get(object) ?? object);
  }

  /** @returns `null`: the contact is gone */
  private async tagsOf(access: MailchimpAccess, list: string, key: string, cost: ProviderExchange) {
    const tags = new Map<unknown, MailchimpObject>();
    for (let offset = 0; ;) {
      const exchange = new ProviderExchange(cost.signal);
      const query = { exclude_fields: ['_links'], count: PAGE_SIZE, offset };
      const sent = this.client.send(access, `GET ${PATH}`, exchange, (api) =>
        api.lists.getListMemberTags(list, key, query),
      );
      const isThere = await isFound(sent).finally(() => cost.add(exchange));
      if (!isThere) return null;
      const { objects, total } = readPage(exchange, 'tags');
      for (const { id, name } of objects) tags.set(id ?? name, { id, name });
      offset += objects.length;
      if (objects.length === 0 || offset >= total) return [...tags.values()];
    }
  }
}

function isCut({ tags, tags_count: count }: MailchimpObject): boolean {
  return (integer(count) ?? 0) > items(tags).length;
}
