/** An answer of more bytes than are read. */
export class TooLargeError extends Error {
  constructor(most: number) {
    super(`An answer of more than ${most} bytes`);
    this.name = new.target.name;
  }
}
