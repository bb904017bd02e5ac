import { expect, it } from 'vitest';
import { freePort } from '../../lifecycle/free-port.ts';
import { serverPort } from './launch-server.ts';

it('never listens where its host is going to, free as that may be', async () => {
  const [ofHost, other] = [await freePort(), await freePort()];
  const offered = [ofHost, ofHost, other];
  expect(await serverPort([ofHost], () => offered.shift() ?? 0)).toBe(other);
});

it('picks from ports of its own', async () => {
  const servers = await Promise.all(Array.from({ length: 50 }, () => serverPort()));
  const others = await Promise.all(Array.from({ length: 50 }, () => freePort()));
  expect(Math.min(...servers)).toBeGreaterThan(Math.max(...others));
  expect(Math.max(...servers)).toBeLessThan(32_768);
});
