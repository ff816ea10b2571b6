import { createHmac } from 'node:crypto';

/** @typedef {{account: string, object: {id: string, object: string}}} Subject an object of a connected account */

const TYPES = /** @type {Record<string, string>} */ ({
  customer: 'customer.updated',
  charge: 'charge.updated',
  payment_intent: 'payment_intent.succeeded',
  invoice: 'invoice.updated',
  product: 'product.updated',
});

const DAYS_AGO = 2;

/**
 * Signed deliveries of events about given objects, round and round: ids are unique, bodies pretty-printed as
 * Stripe's are, and each event of an object is a second younger than the one before it.
 */
export class EventFactory {
  /**
   * @param {object} options
   * @param {Subject[]} options.subjects
   * @param {string} options.secret
   * @param {string} options.path
   * @param {string} options.prefix makes the ids of this run unique
   * @param {number} [options.first] number of the first event
   */
  constructor({ subjects, secret, path, prefix, first = 0 }) {
    this.subjects = subjects.map((subject) => ({ ...subject, text: indented(subject.object) }));
    this.secret = secret;
    this.path = path;
    this.prefix = prefix;
    this.next = first;
    this.firstSecond = Math.floor(Date.now() / 1000) - DAYS_AGO * 86_400;
  }

  /** @returns {Buffer} a whole HTTP request, ready for the socket */
  request() {
    const n = this.next++;
    const subject = this.subjects[n % this.subjects.length];
    const body = this.body(subject, n);
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', this.secret).update(`${timestamp}.`).update(body).digest('hex');
    return Buffer.from(
      `POST ${this.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)\r\n` +
        `Accept: */*\r\nContent-Type: application/json; charset=utf-8\r\nStripe-Signature: t=${timestamp},v1=${signature}\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }

  /**
   * @param {Subject & {text: string}} subject
   * @param {number} n
   */
  body({ account, object, text }, n) {
    const created = this.firstSecond + Math.floor(n / this.subjects.length);
    const id = `evt_${this.prefix}${n.toString(36).padStart(8, '0')}`;
    return `{
  "id": "${id}",
  "object": "event",
  "account": "${account}",
  "api_version": "2026-10-28.endive",
  "created": ${created},
  "data": {
    "object": ${text},
    "previous_attributes": {
      "metadata": {
        "touched": "${n}"
      }
    }
  },
  "livemode": false,
  "pending_webhooks": 1,
  "request": {
    "id": "req_${n.toString(36).padStart(14, '0')}",
    "idempotency_key": null
  },
  "type": "${TYPES[object.object]}"
}`;
  }
}

/** @param {unknown} object */
function indented(object) {
  return JSON.stringify(object, null, 2).replaceAll('\n', '\n    ');
}
