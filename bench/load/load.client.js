import { fileURLToPath } from 'node:url';
import { BenchProcess } from '../servers/child.process.js';
import { within } from '../servers/time.limit.js';

/** Beyond the time the load itself takes. */
const GRACE_MS = 60_000;
const SCRIPT = fileURLToPath(new URL('load.generator.js', import.meta.url));

/** Drives a load generator in its own process. */
export class LoadClient {
  /** @param {string} logDir */
  constructor(logDir) {
    this.process = new BenchProcess({ name: 'load', logDir, args: [SCRIPT], ipc: true });
  }

  get pid() {
    return this.process.pid;
  }

  /**
   * @param {{host: string, port: number, count: number, subjectsFile: string, secret: string, path: string, prefix: string, first: number}} target
   */
  async open(target) {
    this.process.child.send({ open: target });
    await within(this.reply('result'), GRACE_MS, 'Opening the connections');
  }

  /**
   * @param {number} seconds
   * @param {number} events signed before the clock starts; the round ends early when they are used up
   * @param {() => void} [onStart]
   */
  async fire(seconds, events, onStart = () => undefined) {
    this.process.child.send({ fire: { seconds, events } });
    await within(this.reply('signed'), GRACE_MS, 'Signing the events');
    onStart();
    this.process.child.send({ start: true });
    return within(this.reply('result'), seconds * 1000 + GRACE_MS, 'The load');
  }

  async stop() {
    await this.process.stop();
  }

  /**
   * @param {'result' | 'signed'} field
   * @returns {Promise<any>}
   */
  reply(field) {
    return new Promise((resolve, reject) => {
      this.process.child.once('message', (/** @type {any} */ message) => {
        if (message.failure) reject(new Error(message.failure));
        else resolve(message[field]);
      });
      void this.process.ended.then((code) =>
        reject(new Error(`The load generator ended (${code}):\n${this.process.tail}`)),
      );
    });
  }
}
