/** How slow answers are: one rule for all paths or for a path prefix; the longest matching prefix wins. */
export class LatencyRules {
  private readonly byPrefix = new Map<string, number>();

  set(ms: number, path = ''): void {
    if (ms > 0) this.byPrefix.set(path, ms);
    else if (path === '') this.byPrefix.clear();
    else this.byPrefix.delete(path);
  }

  for(path: string): number {
    let longest = -1;
    let ms = 0;
    for (const [prefix, value] of this.byPrefix) {
      if (prefix.length > longest && path.startsWith(prefix)) {
        longest = prefix.length;
        ms = value;
      }
    }
    return ms;
  }
}
