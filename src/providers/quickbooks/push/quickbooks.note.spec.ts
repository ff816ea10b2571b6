import { describe, expect, it } from '@jest/globals';
import { REFERENCE } from '../testing/pushed.builders.js';
import { MOST_NOTE, noteWith } from './quickbooks.note.js';

const MARK = `hub:${REFERENCE} ORD-1`;
const LONG = `stripe pi_${'1'.repeat(30)}`;
const THEIRS = 'Checked by Ann: see https://example.org/a-long-address-of-something\nTwice';

describe('The note of a document', () => {
  it.each<[string, string, string, string]>([
    ['is ours', '', `${MARK}\nGala`, `${MARK}\nGala`],
    ['follows what was there', 'Call them. ', `${MARK}\nGala`, `Call them.\n${MARK}\nGala`],
    ['stays', `${MARK}\nGala\n${THEIRS}`, `${MARK}\nGala`, `${MARK}\nGala\n${THEIRS}`],
    ['has another event', `${MARK}\nGala\n${THEIRS}`, `${MARK}\nBall`, `${MARK}\nBall\n${THEIRS}`],
    ['has more lines', `A\n${MARK}\nGala\n${THEIRS}`, `${MARK}\nGala\n${LONG}`, `A\n${MARK}\nGala\n${LONG}\n${THEIRS}`],
    [
      'has other lines',
      `${MARK}\nGala\n${LONG}\nRefund of r1\nThe sale of this refund is not known here\n${THEIRS}`,
      `${MARK}\nGala\nRefund of r1\nOf 2026-06-29: the books are closed for that day`,
      `${MARK}\nGala\nRefund of r1\nOf 2026-06-29: the books are closed for that day\n${THEIRS}`,
    ],
    ['names no event', `${MARK}\n${THEIRS}`, `${MARK}\nRefund of r1`, `${MARK}\nRefund of r1\n${THEIRS}`],
  ])('%s, and leaves what others have written', (_, before, note, after) => {
    expect(noteWith(before, note, REFERENCE)).toBe(after);
  });

  it('stays as it is where there is no room', () => {
    const before = `${MARK}\nGala\nAnn:${'x'.repeat(MOST_NOTE - 80)}`;
    expect(noteWith(before, `${MARK}\nGala\n${LONG}`, REFERENCE)).toBe(before);
  });
});
