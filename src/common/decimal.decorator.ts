import { Transform } from 'class-transformer';

const DIGITS = /^\d{1,15}$/;

/**
 * Accepts a whole number in plain decimal digits; `0x10`, `1e1` and `+5` are not accepted. Any other value is left
 * unchanged, so that the validators of the same field refuse it.
 */
export const DecimalDigits = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && DIGITS.test(value) ? Number(value) : value,
  );
