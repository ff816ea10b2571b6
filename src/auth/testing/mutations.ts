/** A seeded random source (mulberry32), so that a failure can be reproduced. */
export function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Returns the text with one byte changed, removed, duplicated or inserted, or cut off. Never the text itself. */
export function mutate(text: string, random: (below: number) => number): string {
  const at = random(text.length);
  const character = String.fromCharCode(0x21 + random(0x5e));
  const mutated = [
    text.slice(0, at) + character + text.slice(at + 1),
    text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << random(7))) + text.slice(at + 1),
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + character + text.slice(at),
    text.slice(0, at),
  ][random(5)] as string;
  return mutated === text ? mutate(text, random) : mutated;
}
