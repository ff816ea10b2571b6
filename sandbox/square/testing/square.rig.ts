import { SquareSandbox } from '../square.sandbox.js';
import type { SquareObject } from '../square.stream.js';

export interface Answer {
  status: number;
  body: SquareObject;
}

export interface Merchant {
  id: string;
  token: string;
  locations: SquareObject[];
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** A sandbox on a free port, spoken to over HTTP as the service does. */
export class SquareRig {
  private readonly sandbox = new SquareSandbox();
  url = '';

  async open(): Promise<void> {
    this.url = await this.sandbox.listen(0);
    await this.control('POST', 'limits', { globalPerSecond: null });
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  async send(method: string, path: string, body?: unknown, token?: string): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) as SquareObject };
  }

  async control(method: string, path: string, body?: unknown): Promise<SquareObject> {
    return (await this.send(method, `/_control/${path}`, body)).body;
  }

  async merchant(spec: SquareObject): Promise<Merchant> {
    const { id, credentials } = await this.control('POST', 'accounts', spec);
    const token = (credentials as { accessToken: string }).accessToken;
    const call: Merchant['call'] = (method, path, body) => this.send(method, path, body, token);
    const { body } = await call('GET', '/v2/locations');
    return { id: String(id), token, locations: body.locations as SquareObject[], call };
  }

  /** What the sandbox itself says is in a stream. */
  async truth(account: string, stream: string): Promise<SquareObject[]> {
    const text = await (await fetch(`${this.url}/_control/accounts/${account}/objects/${stream}`)).text();
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => (JSON.parse(line) as { object: SquareObject }).object);
  }
}

/** Status and code of a refusal. */
export const failure = ({ status, body }: Answer): unknown[] => [
  status,
  (body.errors as { code: string }[] | undefined)?.[0]?.code,
];

export const ids = (value: unknown): string[] =>
  ((value as SquareObject[] | undefined) ?? []).map((one) => String(one.id));
