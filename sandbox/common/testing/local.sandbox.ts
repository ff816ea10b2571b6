import { ApiFront, type Gateway } from '../api.front.js';
import type { ControlRouter } from '../control.router.js';
import type { SandboxReply, SandboxRequest } from '../http.server.js';
import type { SandboxWorld } from '../sandbox.world.js';

/** A vendor's API and its control calls, asked without a network. */
export class LocalSandbox {
  private readonly front: ApiFront;

  constructor(
    private readonly world: SandboxWorld<unknown>,
    gateway: Gateway,
    private readonly controls: Pick<ControlRouter<unknown>, 'handle'>,
  ) {
    this.front = new ApiFront(world, gateway);
  }

  /** @param path with its query */
  send(method: string, path: string, headers: SandboxRequest['headers'], body = ''): Promise<SandboxReply> {
    const [before = '', query = ''] = path.split('?');
    return this.front.handle({ method, path: before, query, headers, body });
  }

  /** @returns the text of an answer, which must be a success */
  async control(method: string, path: string, body: Record<string, unknown> = {}): Promise<string> {
    const text = method === 'GET' ? '' : JSON.stringify(body);
    const reply = await this.controls.handle({ method, path: `/_control/${path}`, query: '', headers: {}, body: text });
    const answer = reply.body + [...(reply.stream ?? [])].join('');
    if (reply.status !== 200) throw new Error(answer);
    return answer;
  }

  close(): void {
    this.front.close();
    this.world.close();
  }
}
