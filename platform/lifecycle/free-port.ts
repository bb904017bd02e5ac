import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// A port on loopback where nobody listens, for a server that is started, killed and started again. It lies below those that
// systems give to outgoing connections (32768 and up on Linux, 49152 and up elsewhere): one of theirs may be taken by
// anybody's connection while the server is down, even by one that its own client makes to it, and so to itself.
// Does not guarantee that it stays free: another server may take it.

const FIRST = 20_000;
const BEHIND_LAST = 30_000;
const ATTEMPTS = 100;

/** @throws where every port that was tried is taken. */
export async function freePort(pick: () => number = () => randomInt(FIRST, BEHIND_LAST)): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = pick();
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${ATTEMPTS} ports from ${FIRST} to ${BEHIND_LAST - 1} is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
