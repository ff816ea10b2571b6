import type { BuiltRequest } from '../../push.port.js';

type Decision = Exclude<BuiltRequest, { kind: 'request' }>;

/** Thrown where it is found out that a request cannot be built now. The push port makes it a decision. */
export class HeldBack extends Error {
  private constructor(readonly decision: Decision & { message: string }) {
    super(decision.message);
  }

  /** Something has to be chosen or cured. */
  static waiting(code: string, message: string): HeldBack {
    return new HeldBack({ kind: 'waiting', code, message });
  }

  /** Nothing is to be sent. */
  static skipped(code: string, message: string): HeldBack {
    return new HeldBack({ kind: 'skipped', code, message });
  }

  /** It cannot be sent as it is. */
  static dead(code: string, message: string): HeldBack {
    return new HeldBack({ kind: 'dead', code, message });
  }
}
