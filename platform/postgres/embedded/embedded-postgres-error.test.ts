import { describe, expect, it } from 'vitest';
import { type EmbeddedPostgresErrorCode, explain, explainSystemError } from './embedded-postgres-error.ts';

const failed = (output: string, freeBytes = 1e9) =>
  explain({
    summary: 'PostgreSQL ended.',
    output,
    directory: '/srv/shop',
    port: 5433,
    freeBytes,
    otherwise: 'crashed',
  });

describe('the cause of a failed start', () => {
  it.each<[EmbeddedPostgresErrorCode, string]>([
    ['disk_full', 'FATAL:  could not write lock file "postmaster.pid": No space left on device'],
    ['disk_full', 'initdb: error: could not create directory "x": Disk quota exceeded'],
    [
      'out_of_memory',
      'FATAL:  could not resize shared memory segment "/PostgreSQL.1" to 1 bytes: No space left on device',
    ],
    ['out_of_memory', 'FATAL:  could not map anonymous shared memory: Cannot allocate memory'],
    ['port_taken', 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use'],
    ['port_taken', 'FATAL:  lock file "./.s.PGSQL.5433.lock" already exists'],
    ['version_mismatch', 'FATAL:  database files are incompatible with server'],
    ['not_permitted', 'initdb: error: could not look up effective user ID 12345: user does not exist'],
    ['not_permitted', 'FATAL:  data directory "/srv/shop/postgres" has invalid permissions'],
    ['still_running', 'FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use'],
    ['crashed', 'PANIC:  could not locate a valid checkpoint record'],
  ])('is %s for "%s"', (code, output) => {
    expect(failed(output)).toMatchObject({ code, message: expect.stringContaining(output) });
  });

  it('is a full disk too when the disk had no room for the line that says so', () => {
    expect(failed('', 0).code).toBe('disk_full');
    expect(failed('FATAL:  something else', 0).code).toBe('crashed');
  });

  it('names the port and what to do about it', () => {
    const { message } = failed('LOG:  could not bind IPv4 address "127.0.0.1": Address already in use');
    expect(message).toMatch(/Port 5433 is taken .* choose another port/);
  });

  it('is told for our own file operations alike', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    expect(explainSystemError(full, '/srv/shop')).toMatchObject({ code: 'disk_full' });
    const other = new Error('something else');
    expect(explainSystemError(other, '/srv/shop')).toBe(other);
  });
});
