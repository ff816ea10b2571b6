import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../config/config.js';
import { SigningKeys, type SigningPurpose } from './signing-keys.js';

const FIRST = `one:${Buffer.alloc(32, 1).toString('base64')}`;
const SECOND = `two:${Buffer.alloc(32, 2).toString('base64')}`;
const keys = (...list: string[]) => new SigningKeys(loadConfig({ ENCRYPTION_KEYS: list.join(',') }));
const hex = (list: readonly Buffer[]) => list.map((key) => key.toString('hex'));

describe('SigningKeys', () => {
  it.each<[SigningPurpose, string]>([
    ['page-cursor', '369f3ac20fdca57f7d4f8f1095fd6e2085e2f55cc5f93b7891066c33204adcc0'],
    ['oauth-state', 'eb9bb66f37bb15bbe620a1427b9a0a73c7647d48239867e250dfcb2a43c53d49'],
    ['webhook-endpoint', '40af406236722f87c7bef67c53ffed7bc2c0dcc54f0926b95a614a80382f311d'],
  ])('derives the bytes for %s that have signed what is out there', (purpose, derived) => {
    expect(hex(keys(FIRST).for(purpose))).toEqual([derived]);
  });

  it('has one for each encryption key, in their order: the first signs', () => {
    const [one] = hex(keys(FIRST).for('oauth-state'));
    const [two] = hex(keys(SECOND).for('oauth-state'));
    expect(hex(keys(SECOND, FIRST).for('oauth-state'))).toEqual([two, one]);
    expect(keys(SECOND, FIRST).first('oauth-state').toString('hex')).toBe(two);
  });

  it('derives once', () => {
    const subject = keys(FIRST);
    expect(subject.for('page-cursor')).toBe(subject.for('page-cursor'));
  });

  describe('supplied with stored ones', () => {
    const stored = [Buffer.alloc(32, 8), Buffer.alloc(32, 9)];

    it('sign with the first of them, and verify with all, and with what was derived as long as it can be', () => {
      const subject = keys(SECOND, FIRST);
      const derived = [...subject.for('oauth-state')];
      subject.supply('oauth-state', stored);
      expect(subject.first('oauth-state')).toBe(stored[0]);
      expect(subject.for('oauth-state')).toEqual([...stored, ...derived]);
    });

    it('sign the same whatever ENCRYPTION_KEYS are', () => {
      const signing = [keys(FIRST), keys(SECOND, FIRST), keys(SECOND)].map((subject) => {
        subject.supply('page-cursor', stored);
        return subject.first('page-cursor');
      });
      expect(new Set(signing)).toEqual(new Set([stored[0]]));
    });

    it('leave the other purposes as they were', () => {
      const subject = keys(FIRST);
      subject.supply('oauth-state', stored);
      expect(hex(subject.for('page-cursor'))).toEqual(hex(keys(FIRST).for('page-cursor')));
    });

    it('sign with a derived one when none of them can be read', () => {
      const subject = keys(FIRST);
      subject.supply('page-cursor', []);
      expect(hex(subject.for('page-cursor'))).toEqual(hex(keys(FIRST).for('page-cursor')));
    });
  });
});
