import { afterAll, beforeAll, expect, it } from 'vitest';
import { storedLog } from '../projections/event-log.ts';
import { deposit } from '../projections/testing/tally.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { isModuleUnreachable, Unanswered } from './doors.ts';
import { type ModuleServer, serveModules } from './module-server.ts';
import { remoteLog } from './remote-log.ts';

const store = new MemoryStore();
const local = storedLog(store);
let server: ModuleServer;
beforeAll(async () => {
  server = await serveModules([], { host: '127.0.0.1', port: 0, logs: new Map([['till.v1', local]]) });
});
afterAll(() => server.close());

const remote = (source = 'till.v1') => remoteLog(`http://127.0.0.1:${server.port}`, source);

it('answers what the log answers where it is kept', async () => {
  expect(await remote().read(0, 9)).toEqual(await local.read(0, 9));
  await deposit(store, ['ä', 1], ['b', 2]);
  await deposit(store, ['ä', 3]);
  expect(await remote().read(0, 1)).toEqual(await local.read(0, 1));
  expect(await remote().read(1, 9)).toEqual(await local.read(1, 9));
  expect(await remote().head()).toBe(2);
});

it('fails for a log that is not there', () =>
  expect(remote('other.v1').head()).rejects.toThrow('other.v1 is not served here'));

it('has no answer where nobody listens: its readers are told to come again', async () => {
  const gone = await serveModules([], { host: '127.0.0.1', port: 0 });
  await gone.close();
  const failed = await remoteLog(`http://127.0.0.1:${gone.port}`, 'till.v1')
    .head()
    .catch((error: Error) => error);
  expect(failed).toBeInstanceOf(Unanswered);
  expect(isModuleUnreachable(failed)).toBe(true);
});
