/** Where calls at the same time wait for each other: none goes on before all have come. */
export class Meeting {
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly size: number) {}

  async join(): Promise<void> {
    const met = new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.waiting.length === this.size) for (const go of this.waiting.splice(0)) go();
    await met;
  }
}
