import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { guardProcesses, stopAllProcesses } from './child.process.js';
import { PostgresServer } from './postgres.server.js';
import { startRedis } from './redis.server.js';
import { SandboxServer } from './sandbox.server.js';

/** What all parts share: the servers, a folder for this run, free ports. */
export class BenchBed {
  /** @param {import('../options.parser.js').Options} options */
  static async start(options) {
    const dataDir = mkdtempSync(join(tmpdir(), 'bench-'));
    const bed = new BenchBed(options, dataDir);
    try {
      bed.stopOnSignals();
      await bed.startServers();
      return bed;
    } catch (error) {
      await bed.stop();
      throw error;
    }
  }

  /**
   * @param {import('../options.parser.js').Options} options
   * @param {string} dataDir
   */
  constructor(options, dataDir) {
    this.options = options;
    this.dist = options.dist;
    this.profileDir = options.profileDir;
    this.dataDir = dataDir;
    this.logDir = join(dataDir, 'logs');
    mkdirSync(this.logDir);
    /** @type {Promise<void> | undefined} */
    this.stopped = undefined;
    /** @type {any} */
    this.postgres = undefined;
    /** @type {any} */
    this.redis = undefined;
    /** @type {any} */
    this.sandbox = undefined;
    /** @type {() => Promise<number>} */
    this.freePort = () => Promise.reject(new Error('not started'));
  }

  async startServers() {
    const { findFreePort } = await this.built('src/embedded/free-port.js');
    const { ParentGuard } = await this.built('src/embedded/parent-guard.js');
    this.freePort = findFreePort;
    guardProcesses((pid) => new ParentGuard(pid, 'TERM'));
    this.postgres = await PostgresServer.start(this.dist, this.dataDir);
    this.redis = await startRedis(this.dist, this.dataDir);
  }

  /**
   * @param {string} path a module of the built service
   * @returns {Promise<any>}
   */
  built(path) {
    return import(pathToFileURL(join(this.dist, path)).href);
  }

  /** A sandbox of its own for each part: what one part made does not weigh on the next. */
  async freshSandbox() {
    await this.sandbox?.stop();
    this.sandbox = await SandboxServer.start(this);
  }

  /** @param {string} line */
  progress(line) {
    process.stderr.write(`  ${new Date().toISOString().slice(11, 19)} ${line}\n`);
  }

  stopOnSignals() {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.once(signal, () => void this.stop().finally(() => process.exit(130)));
    }
  }

  stop() {
    this.stopped ??= this.stopOnce();
    return this.stopped;
  }

  async stopOnce() {
    await stopAllProcesses();
    await this.redis?.stop();
    await this.postgres?.stop();
    if (this.options.keep) process.stderr.write(`Kept: ${this.dataDir}\n`);
    else rmSync(this.dataDir, { recursive: true, force: true });
  }
}
