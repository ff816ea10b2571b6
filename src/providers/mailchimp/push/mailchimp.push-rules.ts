import { text } from '../../kit/fields.js';
import type { RuleDescription, Rules } from '../../push.port.js';
import type { MemberRules } from './mailchimp.consent.js';

export const MEMBERS_RULE = 'members';
export const TAGS_RULE = 'tags';

/** The audience that an integration is about. */
const AUDIENCE_SETTING = 'audienceId';

/** Tags with another beginning belong to the tenant. They are never taken away. */
const USUAL_PREFIX = 'hub:';

export const MAILCHIMP_PUSH_RULES: readonly RuleDescription[] = [
  {
    name: MEMBERS_RULE,
    entity: 'contacts',
    enabledByDefault: true,
    options: [
      {
        name: 'audience',
        kind: 'choice',
        required: true,
        setting: AUDIENCE_SETTING,
        description:
          'Audience of the contacts. If the integration is about one audience (`audienceId`), it is that one. Without ' +
          'either of them contacts wait',
      },
      {
        name: 'allVenues',
        kind: 'boolean',
        required: false,
        default: false,
        description:
          'An integration without a venue takes the contacts of all venues, too. Their consent must be one for the whole tenant',
      },
      {
        name: 'doubleOptIn',
        kind: 'boolean',
        required: false,
        default: false,
        description: 'Mailchimp asks each new contact by mail, also where the audience does not require it',
      },
      {
        name: 'confirm',
        kind: 'boolean',
        required: false,
        default: false,
        description:
          'Mailchimp asks those by mail who have unsubscribed and consented again later. Those who complained are not asked',
      },
      {
        name: 'askPending',
        kind: 'boolean',
        required: false,
        default: false,
        description: 'Mailchimp asks new contacts by mail whose consent is pending',
      },
      {
        name: 'addTransactional',
        kind: 'boolean',
        required: false,
        default: false,
        description: 'New contacts whose consent is unknown are added for transactional mail only',
      },
    ],
    description: 'Contacts become members of an audience, as far as they consent',
  },
  {
    name: TAGS_RULE,
    entity: 'tickets',
    enabledByDefault: true,
    options: [
      {
        name: 'prefix',
        kind: 'text',
        required: false,
        default: USUAL_PREFIX,
        description: 'Beginning of our tags. Tags with another beginning are left as they are',
      },
      {
        name: 'tagBy',
        kind: 'choice',
        values: ['event_id', 'event_name'],
        required: false,
        default: 'event_id',
        description:
          'What the tag of a ticket says of its event. If an event with tickets gets another name, the tags of a person follow ' +
          'when one of their tickets is pushed again',
      },
    ],
    description:
      'Members of the audience of the contacts get a tag for each event that they have a valid ticket for. A ticket never ' +
      'adds a member',
  },
];

/** `null`: it was not chosen. */
export function audienceOf(rules: Rules, settings: Readonly<Record<string, unknown>>): string | null {
  return text(settings[AUDIENCE_SETTING]) || text(rules.get(MEMBERS_RULE)?.options.audience) || null;
}

export function memberRulesOf(rules: Rules): MemberRules {
  const { doubleOptIn, confirm, askPending, addTransactional } = rules.get(MEMBERS_RULE)?.options ?? {};
  return {
    doubleOptIn: doubleOptIn === true,
    confirmReturning: confirm === true,
    askPending: askPending === true,
    addTransactional: addTransactional === true,
  };
}

/** Whether a consent for one venue is one for all of them. */
export function isForAllVenues(rules: Rules, settings: Readonly<Record<string, unknown>>): boolean {
  return rules.get(MEMBERS_RULE)?.options.allVenues === true || String(settings.allVenues) === 'true';
}

export interface TagRules {
  prefix: string;
  byName: boolean;
}

export function tagRulesOf(rules: Rules): TagRules {
  const { prefix, tagBy } = rules.get(TAGS_RULE)?.options ?? {};
  // With an empty beginning every tag would be ours to take away.
  return { prefix: text(prefix)?.trim() || USUAL_PREFIX, byName: tagBy === 'event_name' };
}
