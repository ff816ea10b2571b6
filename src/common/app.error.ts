import type { Failure } from './failure.js';
import type { ProblemCode } from './problem.codes.js';

export interface FieldError {
  field: string;
  message: string;
}

export type ProblemExtensions = Readonly<Record<string, string | number>>;

export interface AppErrorOptions {
  /** What the caller can do about the error. Safe to show. */
  detail?: string;
  errors?: FieldError[];
  /** Further members of the problem, by name (RFC 9457, 3.2). */
  extensions?: ProblemExtensions;
  headers?: Record<string, string>;
  /** Whether the same work may succeed later without any change by a person. */
  retryable?: boolean;
  /** Whether this error uses up an attempt of the work; see {@link Failure}. */
  usesAttempt?: boolean;
  /** Whether the caller sent missing or wrong credentials. Such errors are counted by client address. */
  isAuthFailure?: boolean;
  cause?: unknown;
}

/**
 * An expected failure with a stable `code`. Every error that reaches a caller is an AppError. Any other error is a
 * defect, and its response is a 500 without details.
 */
export class AppError extends Error implements Failure {
  readonly status: number;
  readonly code: ProblemCode;
  readonly title: string;
  readonly detail: string;
  readonly retryable: boolean;
  readonly usesAttempt: boolean;
  readonly isAuthFailure: boolean;
  readonly errors?: FieldError[];
  readonly headers?: Record<string, string>;
  readonly extensions?: ProblemExtensions;

  constructor(status: number, code: ProblemCode, title: string, options: AppErrorOptions = {}) {
    super(options.detail ?? title, { cause: options.cause });
    this.name = new.target.name;
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = options.detail ?? title;
    this.retryable = options.retryable ?? status >= 500;
    this.usesAttempt = options.usesAttempt ?? true;
    this.isAuthFailure = options.isAuthFailure ?? false;
    this.errors = options.errors;
    this.headers = options.headers;
    this.extensions = options.extensions;
  }
}
