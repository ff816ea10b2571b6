/**
 * Places a share of the data (0..1) on the time axis: strictly growing, four times denser at the end than at the
 * start (a business that grows) with a weekly-looking wave, so that time windows hold uneven numbers of objects.
 */
export class TimeCurve {
  private readonly span: number;

  constructor(
    private readonly from: number,
    to: number,
  ) {
    this.span = Math.max(0, to - from);
  }

  at(share: number): number {
    const bounded = Math.min(1, Math.max(0, share));
    const growth = bounded * (1.6 - 0.6 * bounded);
    const wave = 0.001 * Math.sin(bounded * 80 * Math.PI);
    return this.from + Math.floor(this.span * Math.min(1, Math.max(0, growth + wave)));
  }
}
