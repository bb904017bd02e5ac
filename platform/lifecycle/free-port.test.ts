import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePort } from './free-port.ts';

it('is one where nobody listens', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port: taken } = other.address() as AddressInfo;
  const free = await freePort();
  const offered = [taken, taken, free];
  expect(await freePort(() => offered.shift() as number)).toBe(free);
  await expect(freePort(() => taken)).rejects.toThrow('none of 100 ports');
  other.close();
});

it('is none that a system gives to an outgoing connection', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
  expect(Math.min(...ports)).toBeGreaterThan(1_023);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});
