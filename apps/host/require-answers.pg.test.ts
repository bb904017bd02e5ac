import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import { createTestDatabase } from '../../platform/testing/database.ts';
import { requireAnswers, type StartPatience } from './require-answers.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
const servers: Server[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => database.drop());

/** Takes connections in front of the database and passes nothing on until it is told to, and of so many messages of so many. */
async function silent({
  speaksAfterMs = Number.POSITIVE_INFINITY,
  silentFrom = Number.POSITIVE_INFINITY,
  connections = Number.POSITIVE_INFINITY,
} = {}) {
  const { hostname, port } = new URL(database.url);
  const place = decodeURIComponent(hostname);
  const behindIt = place.startsWith('/') ? { path: `${place}/.s.PGSQL.${port}` } : { host: place, port: Number(port) };
  const openedMs = Date.now();
  let taken = 0;
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    taken += 1;
    if (Date.now() - openedMs < speaksAfterMs || taken > connections) return;
    const behind = connect(behindIt);
    sockets.push(behind);
    behind.on('error', () => undefined);
    let messages = 0;
    socket.on('data', (data) => {
      messages += 1;
      if (messages < silentFrom) behind.write(data);
    });
    behind.pipe(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(database.url);
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return url.href;
}

async function start(url: string, patience: Partial<StartPatience> = {}) {
  const told: string[] = [];
  const startedMs = Date.now();
  const answer = await requireAnswers([{ variable: 'DATABASE_URL_ORDER', url }], {
    clock: systemClock,
    waitMs: 60_000,
    attemptMs: 500,
    onProgress: (message) => told.push(message),
    ...patience,
  }).then(
    () => 'fine',
    (error: Error) => error.message,
  );
  return { answer, told, tookMs: Date.now() - startedMs };
}

describe('a database of the configuration', () => {
  it('passes when it answers', async () => {
    expect(await start(database.url)).toMatchObject({ answer: 'fine', told: [] });
  });

  it('is named, and not waited for, when it says no', async () => {
    const missing = new URL(database.url);
    missing.pathname = '/never_created';
    const { answer, tookMs } = await start(missing.href);
    expect(answer).toBe(
      'The database of DATABASE_URL_ORDER does not answer: database "never_created" does not exist. ' +
        'Start it, or correct DATABASE_URL_ORDER.',
    );
    expect(tookMs).toBeLessThan(30_000);
    const refused = await start('postgres://somebody:secret@localhost:1/nothing');
    expect(refused.answer).toContain('ECONNREFUSED');
    expect(refused.answer).not.toContain('secret');
  });

  it('is waited for while it is silent, which is told once', async () => {
    const { answer, told } = await start(await silent({ speaksAfterMs: 3_500 }));
    expect(answer).toBe('fine');
    expect(told).toEqual(['Waiting for the database of DATABASE_URL_ORDER, which is silent: 60 s at the most.']);
  });

  it.each([
    { how: 'from the first byte on', reason: 'timeout', url: () => silent() },
    // The start-up, two messages to prove the password, then the question. The second attempt, of what time is left, gets no
    // connection.
    {
      how: 'once it has taken a connection',
      reason: 'is silent',
      url: () => silent({ speaksAfterMs: 0, silentFrom: 4, connections: 1 }),
    },
  ])('ends the start in time when it is silent $how', async ({ url, reason }) => {
    const { answer, tookMs } = await start(await url(), { waitMs: 3_000, attemptMs: 2_000 });
    expect(answer).toMatch(
      /^The database of DATABASE_URL_ORDER did not answer within 3 s: .+ Start it, correct DATABASE_URL_ORDER, or raise START_WAIT_MS\.$/,
    );
    expect(answer).toContain(reason);
    expect(tookMs).toBeGreaterThan(2_000);
    expect(tookMs).toBeLessThan(30_000);
  });

  it('is not waited for by a start that nobody wants any more', async () => {
    const unwanted = AbortSignal.timeout(1_000);
    const { answer, tookMs } = await start(await silent(), { unwanted });
    expect(answer).toContain('did not answer');
    expect(tookMs).toBeLessThan(30_000);
  });
});
