import { describe, expect, it } from 'vitest';
import { accounts, candidatesForRoot } from './identity.ts';

const PASSWD = [
  'root:x:0:0:root:/root:/bin/bash',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  'toor:x:0:0::/root:/bin/sh',
  'postgres:x:101:104::/var/lib/postgresql:/bin/bash',
  'broken line',
].join('\n');

const descriptions = (...args: Parameters<typeof candidatesForRoot>) =>
  candidatesForRoot(...args).map(({ description }) => description);

describe('whom root runs PostgreSQL as', () => {
  it('knows PostgreSQL’s own user and nobody, and never another root', () => {
    expect(accounts(PASSWD)).toEqual([
      { name: 'postgres', uid: 101, gid: 104 },
      { name: 'nobody', uid: 65534, gid: 65534 },
    ]);
    expect(accounts('')).toEqual([]);
  });

  it('prefers a plain user, then a namespace, then a user with a right', () => {
    expect(descriptions(accounts(PASSWD))).toEqual([
      'as user postgres',
      'as user nobody',
      'in a user namespace',
      'as user postgres, allowed through closed directories',
      'as user nobody, allowed through closed directories',
    ]);
  });

  it('leaves the data with its owner where it can', () => {
    expect(descriptions(accounts(PASSWD), { uid: 65534, gid: 65534 })[0]).toBe('as user nobody');
    expect(descriptions(accounts(PASSWD), { uid: 1000, gid: 1000 })[0]).toBe('as user number 1000');
    expect(descriptions(accounts(PASSWD), { uid: 0, gid: 0 })[0]).toBe('as user postgres');
  });
});
