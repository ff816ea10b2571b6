import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { AuthRequest } from '../auth.request.js';
import { RequestReplays } from '../internal/request-replays.js';

/** Accepts a signed request once. It runs last, so a request that is refused for another reason uses up nothing. */
@Injectable()
export class ReplayGuard implements CanActivate {
  constructor(private readonly replays: RequestReplays) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { replayToken } = context.switchToHttp().getRequest<AuthRequest>();
    if (replayToken) await this.replays.use(replayToken);
    return true;
  }
}
