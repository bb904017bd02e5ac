import { describe, expect, it } from 'vitest';
import { connectionUrl, hasSocket } from './connection.ts';

const login = { port: 5433, user: 'holdfast', password: 'p@ss/word', database: 'holdfast' };

describe('the connection of the embedded server', () => {
  it('is a URL over TCP', () => {
    const url = connectionUrl({ ...login, host: '127.0.0.1' });
    expect(url).toBe('postgres://holdfast:p%40ss%2Fword@127.0.0.1:5433/holdfast');
  });

  it('is a URL over a socket, whatever its path', () => {
    const url = connectionUrl({ ...login, host: '/srv/my shop/postgres' });
    expect(url).toBe('postgres://holdfast:p%40ss%2Fword@%2Fsrv%2Fmy%20shop%2Fpostgres:5433/holdfast');
  });

  it('uses no socket whose path would not fit its address', () => {
    expect(hasSocket('/srv/shop')).toBe(process.platform !== 'win32');
    expect(hasSocket(`/srv/${'long'.repeat(25)}`)).toBe(false);
    expect(hasSocket(`/srv/${'ü'.repeat(45)}`)).toBe(false);
  });
});
