import { Injectable } from '@nestjs/common';

/** The wall clock. It is injectable, so that tests can use a fixed time. */
@Injectable()
export class Clock {
  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now();
  }
}
