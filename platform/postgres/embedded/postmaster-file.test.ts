import { describe, expect, it } from 'vitest';
import { parsePostmasterFile, serverCommand } from './postmaster-file.ts';

describe('postmaster.pid', () => {
  it('tells who and where the server is', () => {
    const text = '8868\n/srv/shop/postgres\n1795230843\n5999\n.\n127.0.0.1\n 16039960        17\nready   \n';
    expect(parsePostmasterFile(text)).toEqual({ pid: 8868, port: 5999, status: 'ready' });
  });

  it('has no status before the server has said so', () => {
    expect(parsePostmasterFile('8868\n/srv/shop/postgres\n1795230843\n5999\n\n')).toMatchObject({ status: '' });
  });

  it.each(['', '\n', 'garbage\n', '-8868\n'])('tells nothing while it is %j', (text) => {
    expect(parsePostmasterFile(text)).toBeUndefined();
  });
});

describe('postmaster.opts', () => {
  it('is written as the server writes it', () => {
    expect(serverCommand('/bin/postgres', ['-D', '/a b', '-c', 'jit=off'])).toBe(
      '/bin/postgres "-D" "/a b" "-c" "jit=off"',
    );
  });
});
