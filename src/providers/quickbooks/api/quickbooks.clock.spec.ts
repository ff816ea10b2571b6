import { ProviderExchange } from '../../http/provider.exchange.js';
import { isoSeconds, watermarkOf } from './quickbooks.clock.js';

const second = (text: string) => Date.parse(text) / 1000;

function exchange(asked: string, time: unknown): ProviderExchange {
  const made = new ProviderExchange(new AbortController().signal);
  made.seconds = second(asked);
  made.body = { time };
  return made;
}

describe('up to when an answer is complete', () => {
  it.each([
    [
      'the time of answering, where the gateway’s clock is ahead',
      '2026-01-01T00:00:30Z',
      '2025-12-31T16:00:10.900-08:00',
      10,
    ],
    ['the time of asking, where the answer took long', '2026-01-01T00:00:05Z', '2025-12-31T16:00:10-08:00', 5],
    ['the time of asking, where the answer has none', '2026-01-01T00:00:05Z', undefined, 5],
    ['the time of asking, where the answer has no such', '2026-01-01T00:00:05Z', 'yesterday', 5],
  ])('is %s', (_name, asked, time, expected) => {
    expect(watermarkOf(exchange(asked, time)) - second('2026-01-01T00:00:00Z')).toBe(expected);
  });
});

it('writes times without fractions', () => {
  expect(isoSeconds(second('2026-05-05T10:13:29Z'))).toBe('2026-05-05T10:13:29Z');
});
