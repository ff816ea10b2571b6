import { SeededRandom } from '../../common/seeded.random.js';

const KINDS = [
  'send',
  'deferral',
  'delivered',
  'hard_bounce',
  'soft_bounce',
  'open',
  'click',
  'spam',
  'unsub',
  'reject',
];
const STATES: Record<string, string> = {
  hard_bounce: 'bounced',
  soft_bounce: 'soft-bounced',
  reject: 'rejected',
  spam: 'spam',
  unsub: 'unsub',
  deferral: 'deferred',
};

export interface MandrillEvent {
  event: string;
  ts: number;
  _id: string;
  [field: string]: unknown;
}

/** Events of transactional mail that was sent to these addresses; the same seed gives the same events. */
export function mandrillEvents(count: number, seed: number, emails: readonly string[], now: number): MandrillEvent[] {
  const random = new SeededRandom(seed);
  const word = (): string =>
    Array.from({ length: 4 }, () => random.integer(0x7fffffff).toString(16).padStart(8, '0')).join('');
  return Array.from({ length: count }, () => {
    const event = KINDS[random.integer(KINDS.length)]!;
    const id = word();
    return {
      event,
      ts: now,
      _id: id,
      msg: {
        ts: now - 5,
        _id: id,
        version: word().slice(0, 22),
        state: STATES[event] ?? 'sent',
        subject: `Your tickets ✓ no. ${1 + random.integer(9999)}`,
        email: emails[random.integer(emails.length)] ?? 'guest@example.org',
        sender: 'tickets@example.com',
        tags: ['ticket'],
        metadata: { order: String(1000 + random.integer(9000)) },
        opens: event === 'open' ? [{ ts: now }] : [],
        clicks: event === 'click' ? [{ ts: now, url: 'https://shop.example.com/' }] : [],
        smtp_events: [],
        resends: [],
        ...(event.endsWith('bounce') ? { bounce_description: 'bad_mailbox', diag: 'smtp;550 5.1.1' } : {}),
      },
      ...(event === 'click' ? { url: 'https://shop.example.com/', ip: '198.51.100.7', user_agent: 'Mozilla/5.0' } : {}),
    };
  });
}
