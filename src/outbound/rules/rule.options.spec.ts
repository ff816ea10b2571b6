import { describe, expect, it } from '@jest/globals';
import type { RuleDescription } from '../../providers/push.port.js';
import { rulesWith, targetsOf } from './rule.catalogue.js';
import { checkOptions, missingOptions, withoutStart, withStart } from './rule.options.js';

const RULE: RuleDescription = {
  name: 'sale',
  entity: 'payments',
  enabledByDefault: false,
  description: 'Payments become receipts',
  options: [
    { name: 'depositTo', kind: 'choice', required: true, keys: 'a currency', description: 'Clearing account' },
    {
      name: 'grain',
      kind: 'choice',
      values: ['payment'],
      notAvailable: ['daily'],
      required: false,
      default: 'payment',
      description: 'One document for each',
    },
    { name: 'postFrom', kind: 'date', required: false, startsNow: true, description: 'Older payments are left out' },
    { name: 'timezone', kind: 'text', isZone: true, required: false, description: 'Zone of its days' },
    { name: 'autoVoid', kind: 'boolean', required: false, default: false, description: 'Void what differs' },
  ],
};

describe('The options of a rule', () => {
  it.each([
    { depositTo: '42', grain: 'payment', postFrom: '2026-01-31', autoVoid: true },
    { postFrom: '2026-01-31T10:00:00Z', depositTo: null },
    { depositTo: { EUR: '42', USD: '43' } },
    { timezone: 'Europe/Paris' },
    {},
  ])('are taken: %j', (given) => {
    expect(checkOptions(RULE, given)).toEqual({ errors: [], notAvailable: [] });
  });

  it.each<[object, string]>([
    [{ account: '42' }, 'options.account'],
    [{ depositTo: 42 }, 'options.depositTo'],
    [{ depositTo: { EUR: 42 } }, 'options.depositTo'],
    [{ depositTo: ['42'] }, 'options.depositTo'],
    [{ grain: { EUR: 'payment' } }, 'options.grain'],
    [{ grain: 'yearly' }, 'options.grain'],
    [{ postFrom: 'yesterday' }, 'options.postFrom'],
    [{ postFrom: '2026-13-31' }, 'options.postFrom'],
    [{ postFrom: '2026-02-30' }, 'options.postFrom'],
    [{ postFrom: '2026-02-30T10:00:00Z' }, 'options.postFrom'],
    [{ depositTo: { ['x'.repeat(201)]: '42' } }, 'options.depositTo'],
    [{ autoVoid: 'yes' }, 'options.autoVoid'],
    [{ timezone: 'Europe/Pariss' }, 'options.timezone'],
    [{ timezone: '' }, 'options.timezone'],
  ])('are refused: %j', (given, field) => {
    expect(checkOptions(RULE, given as Record<string, unknown>).errors.map((error) => error.field)).toEqual([field]);
  });

  it('can be known and not be available', () => {
    expect(checkOptions(RULE, { grain: 'daily' })).toEqual({ errors: [], notAvailable: ['grain'] });
  });

  it('have their defaults until they are decided', () => {
    const push = { rules: [RULE], targets: [] };
    const undecided = rulesWith(push, []).get('sale')!;
    expect(undecided).toEqual({ name: 'sale', enabled: false, options: { grain: 'payment', autoVoid: false } });
    expect(missingOptions(RULE, undecided, {})).toEqual(['depositTo']);
    expect(missingOptions(RULE, { ...undecided, options: { depositTo: {} } }, {})).toEqual(['depositTo']);
    const cleared = { rule: 'sale', enabled: true, options: { grain: null, depositTo: null, autoVoid: true } };
    expect(rulesWith(push, [cleared]).get('sale')?.options).toEqual({ grain: 'payment', autoVoid: true });
    const decided = rulesWith(push, [{ rule: 'sale', enabled: true, options: { depositTo: '42' } }]).get('sale')!;
    expect(decided).toMatchObject({ enabled: true, options: { grain: 'payment', depositTo: '42' } });
    expect(missingOptions(RULE, decided, {})).toEqual([]);
  });

  it('are not missing if a setting of the integration names them', () => {
    const audience = {
      name: 'audience',
      kind: 'choice',
      required: true,
      setting: 'audienceId',
      description: '',
    } as const;
    const rule = { ...RULE, name: 'members', options: [audience] };
    const undecided = { name: 'members', enabled: true, options: {} };
    expect(missingOptions(rule, undecided, {})).toEqual(['audience']);
    expect(missingOptions(rule, undecided, { audienceId: '' })).toEqual(['audience']);
    expect(missingOptions(rule, undecided, { audienceId: 'l1' })).toEqual([]);
    expect(missingOptions(rule, { ...undecided, options: { audience: 'l1' } }, {})).toEqual([]);
  });

  it('begin when the rule is switched on, and not again while it stays on', () => {
    const now = new Date('2026-06-01T00:00:00Z');
    const given = { depositTo: '42' };
    const former = (enabled: boolean) => ({ name: 'sale', enabled, options: { postFrom: '2026-01-01T00:00:00Z' } });
    expect(withStart(RULE, given, undefined, now)).toEqual({ ...given, postFrom: '2026-06-01T00:00:00.000Z' });
    expect(withStart(RULE, given, former(false), now)).toEqual({ ...given, postFrom: '2026-06-01T00:00:00.000Z' });
    expect(withStart(RULE, given, former(true), now)).toEqual({ ...given, postFrom: '2026-01-01T00:00:00Z' });
    expect(withStart(RULE, { postFrom: '2025-01-01' }, former(true), now)).toEqual({ postFrom: '2025-01-01' });
  });

  it('keep no time at which a rule was switched on that is switched off', () => {
    expect(withoutStart(RULE, { depositTo: '42', postFrom: '2026-01-01' })).toEqual({ depositTo: '42' });
  });

  it('belong to the targets of the rule', () => {
    const spec = {
      entity: 'payments',
      stream: 'x',
      isMoney: true,
      safeWindowSeconds: 1,
      settleSeconds: 1,
      readsFirst: false,
    } as const;
    const targets = [
      { ...spec, name: 'sale', rule: 'sale' },
      { ...spec, name: 'item', rule: 'items' },
    ];
    expect(targetsOf({ targets }, 'sale')).toEqual(['sale']);
  });
});
