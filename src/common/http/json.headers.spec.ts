import { describe, expect, it } from '@jest/globals';
import { isNdjson, requireJson, requireNdjson, requireNoEncoding } from './json.headers.js';

const UNSUPPORTED = expect.objectContaining({ status: 415, code: 'unsupported_media_type' });

describe('requireJson', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset="UTF-8"',
    'application/json ; charset=utf8; x=y',
  ])('takes %s', (type) => {
    expect(() => requireJson({ 'content-type': type })).not.toThrow();
  });

  it.each([
    undefined,
    '',
    'application/jsonx',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/json; charset=',
    'application/json; charset=utf-8; charset=latin1',
    'application/cloudevents-batch+json',
  ])('refuses %s', (type) => {
    expect(() => requireJson({ 'content-type': type })).toThrow(UNSUPPORTED);
  });

  it.each(['gzip', 'identity', 'br', '', 'x'])('refuses content-encoding "%s"', (encoding) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
    expect(() => requireJson(headers)).toThrow(UNSUPPORTED);
  });
});

describe('requireNdjson', () => {
  it('takes what is one JSON text a line, and nothing else', () => {
    for (const type of ['application/x-ndjson', 'Application/X-NDJSON; charset=utf-8']) {
      expect(isNdjson({ 'content-type': type })).toBe(true);
      expect(() => requireNdjson({ 'content-type': type })).not.toThrow();
    }
    expect(isNdjson({ 'content-type': 'application/json' })).toBe(false);
    expect(isNdjson({})).toBe(false);
    for (const headers of [
      { 'content-type': 'application/x-ndjson; charset=latin1' },
      { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' },
      { 'content-type': 'application/json' },
    ]) {
      expect(() => requireNdjson(headers)).toThrow(UNSUPPORTED);
    }
  });
});

describe('requireNoEncoding', () => {
  it('takes the one that changes nothing where it may be named, and no other', () => {
    for (const encoding of ['identity', ' Identity ']) {
      expect(() => requireNoEncoding({ 'content-encoding': encoding }, 'identity')).not.toThrow();
    }
    expect(() => requireNoEncoding({}, 'identity')).not.toThrow();
    expect(() => requireNoEncoding({ 'content-encoding': 'identity, gzip' }, 'identity')).toThrow(UNSUPPORTED);
  });
});
