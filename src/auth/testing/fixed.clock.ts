import { Clock } from '../../common/clock.js';

export class FixedClock extends Clock {
  constructor(public time = Date.now()) {
    super();
  }

  override now(): number {
    return this.time;
  }
}
