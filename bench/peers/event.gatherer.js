const GATHER_MS = 3;
const BATCH_MAX = 256;

/** What arrives within a few milliseconds shares one INSERT; each caller waits for the commit of its own. */
export class EventGatherer {
  /** @param {(ids: string[], bodies: string[]) => Promise<unknown>} insert */
  constructor(insert) {
    this.insert = insert;
    /** @type {{id: string, body: string, resolve: () => void, reject: (error: unknown) => void}[]} */
    this.waiting = [];
    /** @type {NodeJS.Timeout | undefined} */
    this.timer = undefined;
  }

  /**
   * @param {string} id
   * @param {string} body
   * @returns {Promise<void>} once committed
   */
  add(id, body) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ id, body, resolve, reject });
      if (this.waiting.length >= BATCH_MAX) this.flush();
      else this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
    });
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.waiting;
    this.waiting = [];
    this.insert(
      batch.map(({ id }) => id),
      batch.map(({ body }) => body),
    ).then(
      () => batch.forEach(({ resolve }) => resolve()),
      (error) => batch.forEach(({ reject }) => reject(error)),
    );
  }
}
