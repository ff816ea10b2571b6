import { applyDecorators } from '@nestjs/common';
import { IsISO8601, Matches } from 'class-validator';

/** Offsets as far as PostgreSQL takes them. */
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):?[0-5]\d)?)?$/;

/**
 * A date, or a date and time, that exists. ISO 8601 has forms that PostgreSQL and `Date` do not read (weeks, ordinal
 * days, decimal commas), so not all of them are taken.
 */
export const IsInstant = (): PropertyDecorator =>
  applyDecorators(
    IsISO8601({ strict: true }),
    Matches(INSTANT, { message: '$property must be a date such as 2026-01-31 or a time such as 2026-01-31T10:00:00Z' }),
  );
