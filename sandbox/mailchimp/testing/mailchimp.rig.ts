import { subscriberHash } from '../dataset/dataset.js';
import { MailchimpGateway } from '../api/mailchimp.gateway.js';
import { MailchimpControl } from '../control/mailchimp.control.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import { MailchimpWorld } from '../mailchimp.world.js';

export interface Answer {
  status: number;
  json: MailchimpObject;
}

export const NOW = 1_795_000_000;

/** A sandbox without a port: the first audience is a plain one, the second asks for a confirmation and a first name. */
export class MailchimpRig {
  readonly world = new MailchimpWorld();
  readonly lists: readonly string[];
  private readonly gateway = new MailchimpGateway(this.world);
  private readonly router = new MailchimpControl(this.world);
  private readonly key: string;

  constructor() {
    this.world.clock.set({ freezeAt: NOW });
    const account = this.world.createAccount({ id: 'acc', seed: 3, counts: { audiences: 2, contacts: 200 } });
    this.key = account.apiKey;
    this.lists = [...account.audiences.keys()];
  }

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const [before = '', query = ''] = path.split('?');
    const headers = { authorization: `Bearer ${this.key}` };
    const text = body === undefined ? '' : JSON.stringify(body);
    const reply = await this.gateway.handle({ method, path: `/3.0${before}`, query, headers, body: text });
    const isJson = String(reply.headers['Content-Type']).includes('json') && reply.body !== '';
    return { status: reply.status, json: isJson ? (JSON.parse(reply.body) as MailchimpObject) : {} };
  }

  async control(method: string, path: string, body: unknown = {}): Promise<MailchimpObject> {
    const request = { method, path: `/_control/${path}`, query: '', headers: {}, body: JSON.stringify(body) };
    const reply = await this.router.handle(request);
    if (reply.stream)
      return {
        lines: [...reply.stream]
          .join('')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as unknown),
      };
    const answer = JSON.parse(reply.body) as MailchimpObject;
    if (reply.status !== 200) throw new Error(String(answer.error));
    return answer;
  }

  member = (email: string, list = this.lists[0]!): string => `/lists/${list}/members/${subscriberHash(email)}`;

  /** The state of a contact; `gone` when there is none. */
  async stateOf(email: string, list?: string): Promise<string> {
    const { status, json } = await this.call('GET', this.member(email, list));
    return status === 404 ? 'gone' : String(json.status);
  }

  person = (does: string, email: string, more: MailchimpObject = {}): Promise<MailchimpObject> =>
    this.control('POST', 'accounts/acc/person', { does, email, ...more });

  /** A contact of the first audience in the given state, as far as possible by what would lead there. */
  async contactIn(state: string, email: string): Promise<void> {
    if (state === 'gone') return;
    const first = state === 'pending' || state === 'transactional' ? state : 'subscribed';
    await this.call('POST', `/lists/${this.lists[0]}/members`, { email_address: email, status: first });
    if (state === 'unsubscribed') await this.person('unsubscribe', email);
    if (state === 'unsubscribed by an admin') await this.call('PATCH', this.member(email), { status: 'unsubscribed' });
    if (state === 'complained') await this.person('complain', email);
    if (state === 'cleaned') await this.person('bounce', email);
    if (state === 'archived') await this.call('DELETE', this.member(email));
    if (state === 'forgotten') await this.call('POST', `${this.member(email)}/actions/delete-permanent`);
  }
}
