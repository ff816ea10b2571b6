export function streamNamed<Stream extends string>(streams: readonly Stream[], name: unknown): Stream {
  const stream = streams.find((candidate) => candidate === name);
  if (stream === undefined) throw new Error(`no stream ${String(name)}; there are ${streams.join(', ')}`);
  return stream;
}
