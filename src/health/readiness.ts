import { Injectable } from '@nestjs/common';

/** Whether this process wants requests at all. The bootstrap says when it no longer does. */
@Injectable()
export class Readiness {
  private isStopping = false;

  /** From now on the readiness probe fails, so that the load balancer sends no more requests. */
  stop(): void {
    this.isStopping = true;
  }

  get stopping(): boolean {
    return this.isStopping;
  }
}
