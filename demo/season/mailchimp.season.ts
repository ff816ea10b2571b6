import { DemoError } from '../demo.error.js';
import type { ComparedObject, SeasonAtProvider } from './compared.object.js';
import { isOfSeason, type Season } from './season.js';
import type { SeasonItem } from './season.item.js';

type Fields = Record<string, unknown>;

/** Who consents is a member of the audience, with a tag for each event that they have a ticket for. */
export const mailchimpSeason: SeasonAtProvider = {
  setUp: async () => {},
  expected: (season) =>
    season
      .items('contacts')
      .filter(({ emailConsent }) => emailConsent !== 'unknown')
      .map((contact) => wanted(contact, season)),
  found: async (control, account) => {
    const { violations } = await control.call<{ violations: unknown[] }>('GET', '/consent-violations');
    if (violations.length > 0) throw new DemoError(`${violations.length} people were subscribed against their will`);
    const members = (await control.references(account)).map(({ object }) => object);
    return members.filter(({ email_address: email }) => isOfSeason(email)).map(member);
  },
};

function wanted({ email, firstName, lastName, emailConsent }: SeasonItem, season: Season): ComparedObject {
  const held = season.items('tickets').filter(({ holder }) => (holder as Fields).email === email);
  const tags = new Set(held.map(({ eventId }) => `hub:${String(eventId)}`));
  return member({
    email_address: email,
    status: emailConsent === 'revoked' ? 'unsubscribed' : 'subscribed',
    merge_fields: { FNAME: firstName, LNAME: lastName },
    tags: [...tags].map((name) => ({ name })),
  });
}

/** Of somebody who leaves only the status is changed. */
function member({ email_address: email, status, merge_fields, tags }: Fields): ComparedObject {
  const { FNAME, LNAME } = merge_fields as Fields;
  const names = (tags as { name: string }[]).map(({ name }) => name).sort();
  const fields = status === 'unsubscribed' ? {} : { FNAME, LNAME };
  return { type: 'contacts', key: String(email), content: { status, tags: names, ...fields } };
}
