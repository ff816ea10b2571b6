import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { bodyBounds, type BodyBounds, type BodyKind, type BodyRouteConfig } from './body.bounds.js';
import { hasBody, readBytes, tooLarge } from './body.bytes.js';
import type { HttpRequest } from './http.request.js';
import { assertStorable, parseItems, parseJsonBody } from './json.body.js';
import { isNdjson, requireJson, requireNdjson } from './json.headers.js';

/**
 * Reads and parses bodies instead of the framework. A body is read after the caller's headers were checked, and parsed
 * after the caller is known. So an unknown caller costs no memory and no parsing.
 */
@Injectable()
export class RequestBodies {
  private readonly bounds: Readonly<Record<BodyKind, BodyBounds>>;

  constructor(@Inject(CONFIG) { limits }: Pick<Config, 'limits'>) {
    this.bounds = bodyBounds(limits);
  }

  /**
   * The bytes of the body, read once, up to the limit of the route.
   * @throws AppError 413 `payload_too_large`
   */
  async bytes(request: HttpRequest): Promise<Buffer> {
    request.rawBody ??= await readBytes(request.raw, this.boundsOf(request).bytes);
    return request.rawBody;
  }

  /**
   * The parsed JSON body; `undefined` when there is none.
   * @throws AppError 413, 415; BadRequestError when it is not JSON, or has too much structure
   */
  async json(request: HttpRequest): Promise<unknown> {
    if (!hasBody(request.headers)) return undefined;
    if (this.hasRows(request)) return this.firstLine(request);
    requireJson(request.headers);
    const bounds = this.boundsOf(request);
    // Unless a guard has read them for a signature, they are not remembered: what is parsed need not be kept until the answer.
    const bytes = request.rawBody ?? (await readBytes(request.raw, bounds.bytes));
    if (kindOf(request) !== 'intake') return parseJsonBody(bytes, bounds);
    const body = parseItems(bytes, bounds);
    assertStorable(withoutItems(body));
    return body;
  }

  /** The body that is checked as a whole. The items of an intake route are checked one by one, where they are read. */
  wholeOf(request: HttpRequest, body: unknown): unknown {
    return kindOf(request) === 'intake' ? withoutItems(body) : body;
  }

  /** The call that the rows belong to. */
  private async firstLine(request: HttpRequest): Promise<unknown> {
    requireNdjson(request.headers);
    const bytes = await this.bytes(request);
    const start = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    const found = bytes.indexOf(NEWLINE);
    const end = found < 0 ? bytes.length : found;
    const { json } = this.bounds;
    if (end > json.bytes) throw tooLarge(json.bytes);
    request.rows = bytes.subarray(end + 1);
    return parseJsonBody(bytes.subarray(start, end), json);
  }

  private hasRows(request: HttpRequest): boolean {
    return kindOf(request) === 'rows' && isNdjson(request.headers);
  }

  private boundsOf(request: HttpRequest): BodyBounds {
    const kind = kindOf(request);
    return this.bounds[kind === 'rows' && !this.hasRows(request) ? 'json' : kind];
  }
}

const NEWLINE = 0x0a;
/** Some programs begin every file with it. */
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

function withoutItems(body: unknown): unknown {
  const hasItems = typeof body === 'object' && body !== null && Array.isArray((body as { items?: unknown }).items);
  return hasItems ? { ...body, items: [] } : body;
}

function kindOf({ routeOptions }: HttpRequest): BodyKind {
  return (routeOptions.config as BodyRouteConfig).body ?? 'json';
}
