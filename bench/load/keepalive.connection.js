import { connect } from 'node:net';

/**
 * One HTTP/1.1 connection with one request under way at a time. It reads no more of an answer than where it ends
 * and its status, so that the generator leaves the processor to the server.
 */
export class KeepAliveConnection {
  /**
   * @param {string} host
   * @param {number} port
   */
  constructor(host, port) {
    this.socket = connect({ host, port, noDelay: true });
    this.buffer = '';
    /** @type {((status: number) => void) | undefined} */
    this.answered = undefined;
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('error', reject);
    });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk) => this.take(String(chunk)));
    this.socket.on('close', () => this.finish(0));
    this.socket.on('error', () => undefined);
  }

  /**
   * @param {Buffer} request
   * @returns {Promise<number>} the status; 0 when the connection was lost
   */
  send(request) {
    return new Promise((resolve) => {
      this.answered = resolve;
      if (this.socket.destroyed) this.finish(0);
      else this.socket.write(request);
    });
  }

  close() {
    this.socket.destroy();
  }

  /** @param {string} chunk */
  take(chunk) {
    this.buffer += chunk;
    const end = this.buffer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.buffer.slice(0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    const complete =
      length === undefined ? isLastChunkIn(this.buffer, head, end) : this.buffer.length >= end + 4 + Number(length);
    if (!complete) return;
    this.buffer = '';
    this.finish(Number(head.slice(9, 12)));
  }

  /** @param {number} status */
  finish(status) {
    const answered = this.answered;
    this.answered = undefined;
    answered?.(status);
  }
}

/**
 * @param {string} buffer
 * @param {string} head
 * @param {number} end
 */
function isLastChunkIn(buffer, head, end) {
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return true;
  return buffer.startsWith('0\r\n', end + 4) || buffer.endsWith('\r\n0\r\n\r\n');
}
