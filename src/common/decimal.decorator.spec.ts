import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { PageQuery } from './page.query.js';

const errorsOf = (limit: unknown) => validateSync(plainToInstance(PageQuery, { limit }));

describe('DecimalDigits', () => {
  it.each(['1', '200', '050'])('takes %s', (limit) => {
    expect(errorsOf(limit)).toEqual([]);
    expect(plainToInstance(PageQuery, { limit }).limit).toBe(Number(limit));
  });

  it.each(['0x10', '1e1', '+5', ' 5', '5 ', '5.0', '-1', '', '٥', '0b1', '1_0', 'Infinity', '9'.repeat(30), ['5']])(
    'refuses %j',
    (limit) => {
      expect(errorsOf(limit)).toHaveLength(1);
    },
  );
});
