import { describe, expect, it } from '@jest/globals';
import { missingOptions } from '../../../outbound/rules/rule.options.js';
import type { Json } from '../../provider.values.js';
import { rulesOf } from '../testing/push.intents.js';
import { audienceOf, MAILCHIMP_PUSH_RULES } from './mailchimp.push-rules.js';

const MEMBERS = MAILCHIMP_PUSH_RULES.find(({ name }) => name === 'members')!;

describe('The audience of the contacts', () => {
  it.each<[string, Record<string, Json>, Record<string, Json>, string | null]>([
    ['is missing until it is chosen', {}, {}, null],
    ['is missing if its choice was cleared', { audience: null }, {}, null],
    ['is chosen in the rule', { audience: 'l1' }, {}, 'l1'],
    ['is that of the integration', {}, { audienceId: 'l2' }, 'l2'],
    ['is that of the integration, whatever the rule says', { audience: 'l1' }, { audienceId: 'l2' }, 'l2'],
  ])('%s', (_, members, settings, audience) => {
    const rules = rulesOf({ members });
    expect(audienceOf(rules, settings)).toBe(audience);
    expect(missingOptions(MEMBERS, rules.get('members')!, settings)).toEqual(audience ? [] : ['audience']);
  });
});
