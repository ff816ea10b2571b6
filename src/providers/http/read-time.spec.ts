import { readTime } from './read-time.js';

const DATE = 'Thu, 01 Jan 2026 00:00:10 GMT';
const SECOND = Date.parse(DATE) / 1000;

describe('the version of what was read', () => {
  it('is never later than the moment of sending, whenever within its second the answer was made', () => {
    for (let answered = 0; answered < 1_000; answered += 7) {
      for (const elapsed of [0, 1, 5, 250, 999, 1_000, 1_001, 2_500]) {
        const sent = SECOND + answered / 1000 - elapsed / 1000;
        const version = readTime(DATE, elapsed, 0);
        expect(version).toBeLessThanOrEqual(sent);
        // And never more than the two roundings, of the answer and of itself, too early.
        expect(sent - version).toBeLessThan(2);
      }
    }
  });

  it.each([undefined, 'yesterday'])('goes by our own clock when Date is %s', (date) => {
    expect(readTime(date, 600, 10_500)).toBe(9);
  });
});
