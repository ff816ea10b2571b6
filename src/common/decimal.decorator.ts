import { Transform } from 'class-transformer';

const DIGITS = /^\d{1,15}$/;

/**
 * A whole number that a query can hold: plain decimal digits, so neither `0x10`, `1e1` nor `+5`. What is not of that
 * form is left as it came, for the validators beside it to refuse.
 */
export const DecimalDigits = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && DIGITS.test(value) ? Number(value) : value,
  );
