import { ValidationPipe, type ValidationError as Violation } from '@nestjs/common';
import type { FieldError } from './app.error.js';
import { ValidationError } from './http.errors.js';

/** Without what Nest does to every value at any depth of a body before the body is validated. */
class InputPipe extends ValidationPipe {
  /**
   * Nest drops fields with names such as `__proto__` silently. Here they were refused before, in bodies as a whole, and are
   * refused in the items of a call one by one.
   */
  protected override stripProtoKeys(): void {
    return;
  }

  /** JSON and the query parser make no lists with gaps. Looking for gaps takes as long as parsing the body. */
  protected override closeArrayGaps(): void {
    return;
  }
}

/** Refuses unknown fields instead of dropping them, so that a misspelt option is not silently ignored. */
export function validationPipe(): ValidationPipe {
  return new InputPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (violations) => new ValidationError(violations.flatMap((v) => fieldErrors(v))),
  });
}

function fieldErrors(violation: Violation, path = ''): FieldError[] {
  const field = path ? `${path}.${violation.property}` : violation.property;
  const own = Object.values(violation.constraints ?? {}).map((message) => ({ field, message }));
  return [...own, ...(violation.children ?? []).flatMap((child) => fieldErrors(child, field))];
}
