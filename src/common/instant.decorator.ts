import { applyDecorators } from '@nestjs/common';
import { IsISO8601, Matches } from 'class-validator';

/** Offsets are limited to those that PostgreSQL accepts. */
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):?[0-5]\d)?)?$/;

/**
 * Accepts an existing date, or date and time. ISO 8601 has forms that PostgreSQL and `Date` do not read (weeks, ordinal
 * days, decimal commas). These are refused.
 */
export const IsInstant = (): PropertyDecorator =>
  applyDecorators(
    IsISO8601({ strict: true }),
    Matches(INSTANT, { message: '$property must be a date such as 2026-01-31 or a time such as 2026-01-31T10:00:00Z' }),
  );
