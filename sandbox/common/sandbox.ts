/** One vendor's API and its control calls, on one port of the loopback interface. */
export interface Sandbox {
  /** @returns the base URL */
  listen(port: number): Promise<string>;
  close(): Promise<void>;
}
