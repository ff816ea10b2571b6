import { Injectable } from '@nestjs/common';

/** Our own wall clock, injectable so that signature windows and expiries can be tested at a fixed instant. */
@Injectable()
export class Clock {
  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now();
  }
}
