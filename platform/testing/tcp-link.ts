import { once } from 'node:events';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

// The network between a host and a server, which a test may break. `cut`: connections end and new ones are refused.
// `stall`: connections stay, and nothing travels on them any more. `heal`: both work again; what was stalled arrives, late.

type Pair = readonly [near: Socket, far: Socket];

export class TcpLink {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #targetPort: number;
  #state: 'whole' | 'cut' | 'stalled' = 'whole';

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
    this.#server = createServer((near) => this.#join(near));
  }

  static async to(targetPort: number): Promise<TcpLink> {
    const link = new TcpLink(targetPort);
    link.#server.listen(0, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the link is closed');
    return address.port;
  }

  cut(): void {
    this.#state = 'cut';
    this.#endAll();
  }

  stall(): void {
    this.#state = 'stalled';
    for (const pair of this.#pairs) for (const socket of pair) socket.unpipe().pause();
  }

  heal(): void {
    const wasStalled = this.#state === 'stalled';
    this.#state = 'whole';
    if (wasStalled) for (const pair of this.#pairs) carry(pair);
  }

  /** Leads to another server from now on, as an address does after a failover. */
  lead(targetPort: number): void {
    this.#targetPort = targetPort;
    this.#endAll();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    if (this.#state === 'cut') {
      near.destroy();
      return;
    }
    const far = dial(this.#targetPort, '127.0.0.1');
    const pair: Pair = [near, far];
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      // The end of one is the end of both; an error is followed by the end.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
    if (this.#state === 'whole') carry(pair);
  }

  #endAll(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }
}

function carry([near, far]: Pair): void {
  near.pipe(far);
  far.pipe(near);
}
