import { describe, expect, it } from '@jest/globals';
import type { FormerItem, KnownObject } from '../../push.port.js';
import { contact, HASH, intentOf, KEY, LIST, memberRead, shown } from '../testing/push.intents.js';
import { MailchimpPushRequests } from './mailchimp.push-requests.js';
import { VacatedBuilder } from './mailchimp.vacated.push.js';

const builder = new VacatedBuilder(new MailchimpPushRequests());
const PATH = `/3.0/lists/${LIST}/members/${HASH}`;
const CALL = `PATCH ${PATH}?skip_merge_validation=true`;
const LEAVE = { call: CALL, body: { status: 'unsubscribed' } };
const MOVE = { call: CALL, body: { email_address: 'new@example.org' } };
const ARCHIVE = { call: `DELETE ${PATH}`, body: null };

const moved = (over: object = {}, version = 2): FormerItem => contact({ email: 'new@example.org', ...over }, version);
const staying = (known: KnownObject | null): KnownObject | null =>
  known && { ...known, object: { ...known.object, cannotFollow: true } };

async function said(former: readonly FormerItem[], known: KnownObject | null): Promise<unknown> {
  const built = await builder.build(intentOf('member', [], { former }), known, KEY);
  return built.kind === 'request' ? shown(built.request) : built.kind;
}

describe('An address that no contact has any more', () => {
  it.each([
    ['subscribed', MOVE],
    ['pending', MOVE],
    ['transactional', MOVE],
    ['unsubscribed', MOVE],
    ['archived', MOVE],
    ['cleaned', 'nothing'],
    ['absent', 'nothing'],
  ])('hands its state to the new one: %s', async (state, expected) => {
    expect(await said([moved()], memberRead(state))).toEqual(expected);
  });

  it('is left if the new one is a member already, or was refused', async () => {
    expect(await said([moved()], staying(memberRead('subscribed')))).toEqual(LEAVE);
    expect(await said([moved()], staying(memberRead('unsubscribed')))).toBe('nothing');
  });

  it('is left if the contact belongs to another venue now, whatever its address', async () => {
    const elsewhere = { isOfOtherVenue: true } as const;
    expect(await said([{ ...contact(), ...elsewhere }], memberRead('subscribed'))).toEqual(LEAVE);
    expect(await said([{ ...moved(), ...elsewhere }], memberRead('subscribed'))).toEqual(LEAVE);
    expect(await said([{ ...contact(), ...elsewhere }], memberRead('unsubscribed'))).toBe('nothing');
  });

  it.each<[string, object, number | undefined, unknown]>([
    ['the contact has left', { emailConsent: 'revoked' }, undefined, LEAVE],
    ['the new one was forgotten', {}, Date.parse('2026-03-01T10:00:00Z'), LEAVE],
    ['the new one was forgotten, and there is no time of the consent', { consentAt: null }, 0, LEAVE],
    ['the new one was forgotten before the consent', {}, Date.parse('2026-03-01T09:59:59Z'), MOVE],
  ])('does not take along who may not be there, so is left: %s', async (_, over, forgottenAt, expected) => {
    const intent = intentOf('member', [], { former: [moved(over)], ...(forgottenAt !== undefined && { forgottenAt }) });
    const built = await builder.build(intent, memberRead('subscribed'), KEY);
    expect(built.kind === 'request' && shown(built.request)).toEqual(expected);
  });

  it('does not go where another contact has left', async () => {
    const before = async (revoked: readonly string[]) => {
      const intent = intentOf('member', [], { former: [moved()], revoked });
      const built = await builder.build(intent, memberRead('subscribed'), KEY);
      return built.kind === 'request' && shown(built.request);
    };
    expect(await before(['new@example.org'])).toEqual(LEAVE);
    expect(await before(['other@example.org'])).toEqual(MOVE);
  });

  it('follows the contact that was changed last', async () => {
    const other = moved({ id: 'con_2', email: 'other@example.org' }, 3);
    expect(await said([moved(), other], memberRead('subscribed'))).toMatchObject({
      body: { email_address: 'other@example.org' },
    });
  });

  it('is archived with a deleted contact, and forgotten with one that asks for it', async () => {
    expect(await said([moved({ deletedAt: '2026-03-02T00:00:00Z' })], memberRead('subscribed'))).toEqual(ARCHIVE);
    expect(await said([moved({ deletedAt: '2026-03-02T00:00:00Z' })], memberRead('archived'))).toBe('nothing');
    expect(await said([moved({ erase: true })], memberRead('subscribed'))).toEqual({
      call: `POST ${PATH}/actions/delete-permanent`,
      body: null,
    });
  });
});
