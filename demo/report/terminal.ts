export type Colour = 'green' | 'red' | 'dim' | 'bold';

const CODES: Record<Colour, number> = { green: 32, red: 31, dim: 2, bold: 1 };
const FALLBACK_SIZE = { columns: 100, rows: 40 };

/** Standard output: lines that stay, and below them a block that is redrawn in place where that is possible. */
export class Terminal {
  readonly interactive: boolean;
  private readonly coloured: boolean;
  private block: string[] = [];

  constructor(private readonly out: NodeJS.WriteStream = process.stdout) {
    this.interactive = out.isTTY && process.env.TERM !== 'dumb';
    this.coloured = this.interactive && !process.env.NO_COLOR;
  }

  /** One column is left free: some terminals wrap a line that fills the last one. */
  get columns(): number {
    return (this.out.columns || FALLBACK_SIZE.columns) - 1;
  }

  get rows(): number {
    return this.out.rows || FALLBACK_SIZE.rows;
  }

  paint(text: string, colour: Colour): string {
    return this.coloured ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text;
  }

  print(...lines: string[]): void {
    const block = this.block;
    this.out.write(`${this.erasure()}${lines.map((line) => `${line}\n`).join('')}`);
    this.show(block);
  }

  /** Replaces the block; no line may be wider than the terminal, nor the block higher. */
  show(lines: string[]): void {
    if (!this.interactive) return;
    this.out.write(`${this.erasure()}${lines.map((line) => `${line}\n`).join('')}`);
    this.block = lines;
  }

  /** The block, as it stands, becomes part of what stays. */
  keep(): void {
    this.block = [];
  }

  private erasure(): string {
    const up = this.block.length;
    this.block = [];
    return up > 0 ? `\x1b[${up}A\x1b[0J` : '';
  }
}
