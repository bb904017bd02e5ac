import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, ConsumerUnavailable, type DeadLetter, type Handler, type Middleware } from '../broker.ts';
import { Deliveries } from './deliveries.ts';
import { envelope, ignored, noted, noteOf } from './messages.ts';

// What every broker has to do, seen from outside: hosts connect, publish, take and go. Each adapter runs it beside its
// own tests.

export interface BrokerServer {
  /** The broker of one more host. */
  connect(options: HostOptions): Broker;
  /** Lets time pass, as far as the broker has a clock of its own to be moved, and whatever is under way go on. */
  passTime(byMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface HostOptions {
  readonly middleware?: readonly Middleware[];
  onDeadLetter(letter: DeadLetter): void;
}

export function brokerConformance(name: string, open: () => Promise<BrokerServer>): void {
  describe(`${name} as a broker`, () => {
    let server: BrokerServer;
    let hosts: Broker[];
    let letters: DeadLetter[];
    beforeEach(async () => {
      server = await open();
      hosts = [];
      letters = [];
    });
    afterEach(async () => {
      await Promise.all(hosts.map((host) => host.stop()));
      await server.close();
    });

    function connect(options: Partial<HostOptions> = {}): Broker {
      const host = server.connect({ onDeadLetter: (letter) => letters.push(letter), ...options });
      hosts.push(host);
      return host;
    }

    async function started(handle: Handler, options: Partial<HostOptions> = {}): Promise<Broker> {
      const host = connect(options);
      host.subscribe({ consumer: 'secretary', events: [noted], handle });
      await host.start();
      return host;
    }

    const deliveries = (faultOf?: (note: string) => Error | undefined) =>
      new Deliveries((byMs) => server.passTime(byMs), faultOf);

    it('gives each consumer what it subscribes to, in order', async () => {
      const [secretary, archivist] = [deliveries(), deliveries()];
      const host = connect();
      host.subscribe({ consumer: 'secretary', events: [noted], handle: secretary.handle });
      host.subscribe({ consumer: 'archivist', events: [ignored, noted], handle: archivist.handle });
      await host.start();
      await host.publish([envelope('a', '1'), envelope('b', '2'), envelope('a', '3', ignored.type)]);
      await host.publish([envelope('a', '4')]);

      expect(await secretary.first(3)).toEqual(['1', '2', '4']);
      expect(await archivist.first(4)).toEqual(['1', '2', '3', '4']);
    });

    it('hands over what was published, unchanged', async () => {
      const taken = deliveries();
      const host = await started(taken.handle);
      const message = {
        ...envelope('key / 1', 'ü "quoted" \\ {}'),
        traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
      };
      await host.publish([message]);
      await taken.first(1);

      expect(taken.envelopes).toEqual([message]);
    });

    it('brings what one host published to the consumer of another', async () => {
      const taken = deliveries();
      await started(taken.handle);
      const publisher = connect();
      publisher.declare({ consumer: 'secretary', events: [noted] });
      await publisher.start();
      await publisher.publish([envelope('a', '1')]);

      expect(await taken.first(1)).toEqual(['1']);
    });

    it('keeps messages for a consumer that was declared and starts later', async () => {
      const publisher = connect();
      publisher.declare({ consumer: 'secretary', events: [noted] });
      await publisher.start();
      await publisher.publish([envelope('a', '1')]);
      await publisher.stop();
      const taken = deliveries();
      await started(taken.handle);

      expect(await taken.first(1)).toEqual(['1']);
    });

    it('lets one host take over from another, in order', async () => {
      const [before, after] = [deliveries(), deliveries()];
      const first = await started(before.handle);
      await first.publish([envelope('a', '1')]);
      expect(await before.first(1)).toEqual(['1']);
      await first.stop();
      const second = await started(after.handle);
      await second.publish([envelope('a', '2'), envelope('a', '3')]);

      expect(await after.first(2)).toEqual(['2', '3']);
      expect(before.notes).toEqual(['1']);
    });

    it('tries a failed message again; its key waits in order, others go on', async () => {
      let isBroken = true;
      const taken = deliveries((note) => (note === 'b1' && isBroken ? new Error('not yet') : undefined));
      const host = await started(taken.handle);
      await host.publish(['a1', 'b1', 'b2', 'c1'].map((note) => envelope(note.slice(0, 1), note)));
      expect(await taken.first(2)).toEqual(['a1', 'c1']);
      await host.publish([envelope('b', 'b3'), envelope('a', 'a2')]);
      expect(await taken.first(3)).toEqual(['a1', 'c1', 'a2']);
      isBroken = false;

      expect((await taken.first(6)).slice(3)).toEqual(['b1', 'b2', 'b3']);
      expect(letters).toEqual([]);
    });

    it('gives a message up after five tries, keeps it as a dead letter, and goes on with its key', async () => {
      let tries = 0;
      const taken = deliveries((note) => {
        if (note !== 'poison') return undefined;
        tries += 1;
        return new Error('cannot take poison');
      });
      const host = await started(taken.handle);
      const poison = envelope('b', 'poison');
      await host.publish([envelope('a', 'a1'), poison, envelope('b', 'b1'), envelope('b', 'b2')]);

      expect(await taken.first(3)).toEqual(['a1', 'b1', 'b2']);
      await host.stop();
      expect(letters).toEqual([
        { consumer: 'secretary', messageId: poison.id, cause: 'cannot take poison', attempts: 5 },
      ]);
      // Once with its neighbours, then alone, in each of the five rounds at the most.
      expect(tries).toBeGreaterThanOrEqual(5);
    });

    it('makes a message that does not fit its contract a dead letter at once, and no handler sees it', async () => {
      const taken = deliveries();
      const host = await started(taken.handle);
      await host.publish([envelope('a', 7), envelope('a', '1')]);

      expect(await taken.first(1)).toEqual(['1']);
      await host.stop();
      expect(letters).toMatchObject([
        { cause: 'google.protobuf.StringValue.value is not a string but 7', attempts: 0 },
      ]);
    });

    it('blames no message while its consumer cannot work', async () => {
      let refusals = 8;
      const taken = deliveries(() => (refusals-- > 0 ? new ConsumerUnavailable('its database is away') : undefined));
      const host = await started(taken.handle);
      await host.publish([envelope('a', '1'), envelope('b', '2')]);

      expect(await taken.first(2)).toEqual(['1', '2']);
      expect(letters).toEqual([]);
    });

    it('sends every delivery through its middleware, the first outermost', async () => {
      const order: string[] = [];
      const around =
        (name: string): Middleware =>
        ({ consumer }, next) =>
        async (envelopes) => {
          order.push(`${name} of ${consumer}`);
          await next(envelopes);
        };
      const taken = deliveries();
      const host = await started(taken.handle, { middleware: [around('outer'), around('inner')] });
      await host.publish([envelope('a', '1')]);
      await taken.first(1);

      expect(order).toEqual(['outer of secretary', 'inner of secretary']);
    });

    it('stops once no handler runs any more', async () => {
      let release: () => void = () => undefined;
      const running = new Promise<void>((resolve) => {
        release = resolve;
      });
      let began: () => void = () => undefined;
      const beginning = new Promise<void>((resolve) => {
        began = resolve;
      });
      const order: string[] = [];
      const host = await started(async (envelopes) => {
        began();
        await running;
        order.push(`took ${envelopes.map(noteOf)}`);
      });
      await host.publish([envelope('a', '1')]);
      await beginning;
      const stopped = host.stop().then(() => order.push('stopped'));
      release();
      await stopped;

      expect(order).toEqual(['took 1', 'stopped']);
    });
  });
}
