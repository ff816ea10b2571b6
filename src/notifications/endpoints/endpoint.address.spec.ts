import { describe, expect, it } from '@jest/globals';
import { checkAddress } from './endpoint.address.js';

const GUARDED = { allowsPrivate: false };

describe('The address of a notification endpoint', () => {
  it.each([
    'https://127.0.0.1/x',
    'https://127.1/x',
    'https://2130706433/x',
    'https://0x7f000001/x',
    'https://0177.0.0.1/x',
    'https://0/x',
    'https://0.0.0.0/x',
    'https://10.0.0.1/x',
    'https://172.16.0.1/x',
    'https://172.31.255.255/x',
    'https://192.168.1.1/x',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/x',
    'https://192.0.0.1/x',
    'https://198.18.0.1/x',
    'https://224.0.0.1/x',
    'https://255.255.255.255/x',
    'https://[::1]/x',
    'https://[::]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://[::ffff:7f00:1]/x',
    'https://[::127.0.0.1]/x',
    'https://[64:ff9b::7f00:1]/x',
    'https://[2002:7f00:1::]/x',
    'https://[2001::1]/x',
    'https://[fc00::1]/x',
    'https://[fd00:ec2::254]/x',
    'https://[fe80::1]/x',
    'https://[ff02::1]/x',
    'https://localhost/x',
    'https://LOCALHOST./x',
    'https://a.localhost/x',
    'https://metadata.google.internal/x',
    'https://intranet/x',
    'https://①②⑦.0.0.1/x',
    'http://hooks.example.org/x',
    'ftp://hooks.example.org/x',
    'https://user:secret@hooks.example.org/x',
    'https://hooks.example.org/x#a',
    'nothing',
  ])('is refused: %s', (url) => {
    expect(() => checkAddress(url, GUARDED)).toThrow(/url: must/);
  });

  it.each(['https://hooks.example.org/x', 'https://8.8.8.8/x', 'https://[2606:4700::1111]:8443/x'])(
    'is accepted: %s',
    (url) => {
      expect(() => checkAddress(url, GUARDED)).not.toThrow();
    },
  );

  it('may be private where the operator allows it', () => {
    expect(() => checkAddress('http://127.0.0.1:8080/x', { allowsPrivate: true })).not.toThrow();
    expect(() => checkAddress('ftp://127.0.0.1/x', { allowsPrivate: true })).toThrow(/url: must/);
  });
});
