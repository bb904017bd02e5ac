import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeCheckout } from './testing/fake-checkout.ts';
import { anOrder, FakeShop } from './testing/fake-shop.ts';

const BODY = JSON.stringify(anOrder());
const HEAD = `POST /orders HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n`;

/** Answers that a checkout has ended, or begun, once it is let go on. */
class SlowCheckout extends FakeCheckout {
  goOn: () => void = () => undefined;
  isSlowToBegin = false;
  readonly #going = new Promise<void>((resolve) => {
    this.goOn = resolve;
  });

  override async begin(request: Parameters<FakeCheckout['begin']>[0]) {
    if (this.isSlowToBegin) await this.#going;
    return super.begin(request);
  }

  override async ended(): Promise<boolean> {
    await this.#going;
    return true;
  }
}

describe('a gateway that closes', () => {
  let shop: FakeShop;
  let checkout: SlowCheckout;
  let port: number;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    const parts = new FakeShop();
    checkout = new SlowCheckout(parts.clock);
    shop = await FakeShop.open({ checkout });
    await shop.app.listen({ port: 0, host: '127.0.0.1' });
    ({ port } = shop.app.server.address() as AddressInfo);
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    checkout.goOn();
    await shop.app.close();
  });

  /** A connection on which so much has been sent, and has come. What is answered is read as text. */
  async function connected(sent: string): Promise<{ readonly socket: Socket; readonly answer: Promise<string> }> {
    const seen = sent === '' ? once(shop.app.server, 'connection') : Promise.resolve();
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    sockets.push(socket);
    let text = '';
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', () => undefined);
    const answer = once(socket, 'close').then(() => text);
    await once(socket, 'connect');
    await seen;
    if (sent !== '') socket.write(sent);
    for (let count = 0; count < 20; count++) await turn();
    return { socket, answer };
  }

  async function isClosedAfter(waitMs: number, closing: Promise<unknown>): Promise<boolean> {
    let isClosed = false;
    void closing.then(() => {
      isClosed = true;
    });
    for (let count = 0; count < 20; count++) await turn();
    shop.clock.advance(waitMs);
    for (let count = 0; count < 20; count++) await turn();
    return isClosed;
  }

  it.each([
    ['on which nothing came', ''],
    ['with half a head', 'GET /health HTTP/1.1\r\nhost: sh'],
    ['with half a body', `${HEAD}\r\n{"customer`],
    ['that has had its answer', 'GET /health HTTP/1.1\r\nhost: shop\r\n\r\n'],
  ])('does not wait for a connection %s', async (_what, sent) => {
    await connected(sent);
    expect(await isClosedAfter(1_000, shop.app.close())).toBe(true);
  });

  it('answers what has come', async () => {
    checkout.isSlowToBegin = true;
    const { answer } = await connected(`${HEAD}\r\n${BODY}`);
    const closing = shop.app.close();
    expect(await isClosedAfter(1_000, closing)).toBe(false);
    checkout.goOn();
    expect(await answer).toMatch(/^HTTP\/1\.1 201 /);
    await closing;
  });

  it('waits no longer than it may for what is not answered', async () => {
    checkout.isSlowToBegin = true;
    const { answer } = await connected(`${HEAD}\r\n${BODY}`);
    expect(await isClosedAfter(3_000, shop.app.close())).toBe(true);
    expect(await answer).toBe('');
  });

  it('tells those who wait for an order how it stands', async () => {
    const { answer } = await connected(`${HEAD}prefer: wait=30\r\n\r\n${BODY}`);
    const closing = shop.app.close();
    expect(await answer).toMatch(/^HTTP\/1\.1 201 [\s\S]*"status":"PENDING"/);
    await closing;
  });
});
