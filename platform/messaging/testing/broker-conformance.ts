import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assert, present } from '../../kernel/assert.ts';
import { type Broker, ConsumerUnavailable, type DeadLetter, type Handler, type Middleware } from '../broker.ts';
import type { DeadLetters } from '../dead-letters.ts';
import { Deliveries } from './deliveries.ts';
import { envelope, ignored, noted, noteOf } from './messages.ts';

// What every broker has to do, seen from outside: hosts connect, publish, take and go. Each adapter runs it beside its
// own tests.

const STEP_MS = 1_000;
/** More than all pauses between three messages' tries, one after another. */
const MOST_STEPS = 400;

export interface BrokerServer {
  /** The broker of one more host. */
  connect(options: HostOptions): Broker;
  /** Lets time pass, as far as the broker has a clock of its own to be moved, and whatever is under way go on. */
  passTime(byMs: number): Promise<void>;
  readonly deadLetters: DeadLetters;
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

    /** Lets time pass until it holds. */
    async function until(holds: () => Promise<boolean>): Promise<void> {
      for (let steps = 0; !(await holds()); steps++) {
        assert(steps < MOST_STEPS, 'what was waited for did not come about');
        await server.passTime(STEP_MS);
      }
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
        ...envelope('key / 1', 'ü "quoted"\n\r\\n \\ \u2028 {}'),
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

    it('keeps a dead letter with its cause and what was published, page by page', async () => {
      const taken = deliveries((note) => (note.startsWith('bad') ? new Error(`cannot take ${note}`) : undefined));
      const host = await started(taken.handle);
      const bad = ['bad 1', 'bad 2', 'bad 3'].map((note, index) => envelope(`key ${index}`, note));
      await host.publish([...bad, envelope('z', 'good')]);
      await until(async () => (await server.deadLetters.list({ limit: 9 })).letters.length === 3);
      const first = await server.deadLetters.list({ limit: 2 });
      const before = present(first.letters.at(-1), 'letter').deadLetterId;
      const second = await server.deadLetters.list({ limit: 2, before });
      const all = [...first.letters, ...second.letters];

      expect([first.more, second.more]).toEqual([true, false]);
      expect(all.map(({ cause }) => cause).sort()).toEqual([
        'cannot take bad 1',
        'cannot take bad 2',
        'cannot take bad 3',
      ]);
      for (const letter of all) {
        expect(letter).toMatchObject({ status: 'dead', consumer: 'secretary', attempts: 5, redriven: undefined });
        expect(bad).toContainEqual(letter.envelope);
        expect(await server.deadLetters.get(letter.deadLetterId)).toEqual(letter);
      }
      expect((await server.deadLetters.list({ limit: 9, consumer: 'nobody' })).letters).toEqual([]);
      expect((await server.deadLetters.list({ limit: 9, status: 'delivered' })).letters).toEqual([]);
      expect(await server.deadLetters.get('999999')).toBeUndefined();
    });

    it('delivers a redriven message once more, after the later ones of its key, and only once', async () => {
      const { taken, repair, letters: dead } = await withDeadLetters(['a bad', 'a good', 'b fine']);
      const [letter] = await dead();
      const id = present(letter, 'letter').deadLetterId;
      repair();
      const redrive = { who: 'ann', why: 'The printer has paper.' };
      expect(await server.deadLetters.redrive(id, redrive)).toBe(true);
      expect(await server.deadLetters.redrive(id, { who: 'bob', why: 'Me too.' })).toBe(true);
      expect(await server.deadLetters.redrive('999999', redrive)).toBe(false);

      expect((await taken.first(3)).slice(-1)).toEqual(['a bad']);
      await until(async () => (await server.deadLetters.get(id))?.status === 'delivered');
      expect(await server.deadLetters.get(id)).toMatchObject({ redriven: redrive });
      expect(await server.deadLetters.redrive(id, redrive)).toBe(true);
      await server.passTime(5_000);
      expect(taken.notes).toHaveLength(3);
    });

    it('redrives all, of one consumer or of every one, in the order in which they were told', async () => {
      const { taken, repair, letters: dead } = await withDeadLetters(['a bad 1', 'a bad 2', 'a bad 3']);
      await until(async () => (await dead()).length === 3);
      repair();
      const redrive = { who: 'ann', why: '' };
      expect(await server.deadLetters.redriveAll('nobody', redrive)).toBe(0);
      expect(await server.deadLetters.redriveAll('secretary', redrive)).toBe(3);
      expect(await server.deadLetters.redriveAll(undefined, redrive)).toBe(0);

      expect(await taken.first(3)).toEqual(['a bad 1', 'a bad 2', 'a bad 3']);
    });

    it('keeps one letter of a message that dies again', async () => {
      const { letters: dead } = await withDeadLetters(['a bad', 'b fine']);
      const [letter] = await dead();
      const id = present(letter, 'letter').deadLetterId;
      await server.deadLetters.redriveAll(undefined, { who: 'ann', why: '' });
      await until(async () => (await server.deadLetters.get(id))?.status === 'dead');

      expect(await dead()).toMatchObject([{ deadLetterId: id, attempts: 5, redriven: undefined }]);
    });

    it('forgets dead letters that are older than asked for', async () => {
      const { letters: dead } = await withDeadLetters(['a bad', 'b fine']);
      const [letter] = await dead();
      const { failedAtMs } = present(letter, 'letter');

      expect(await server.deadLetters.sweep(failedAtMs)).toBe(0);
      expect(await server.deadLetters.sweep(failedAtMs + 1)).toBe(1);
      expect(await dead()).toEqual([]);
    });

    /** Notes with "bad" in them fail until `repair`; goes on once one has died and every good one was taken. */
    async function withDeadLetters(notes: readonly string[]) {
      let isBroken = true;
      const taken = deliveries((note) => (isBroken && note.includes('bad') ? new Error('bad') : undefined));
      const host = await started(taken.handle);
      await host.publish(notes.map((note) => envelope(note.slice(0, 1), note)));
      const list = async () => (await server.deadLetters.list({ limit: 9 })).letters;
      await until(async () => (await list()).length > 0);
      await taken.first(notes.filter((note) => !note.includes('bad')).length);
      return {
        taken,
        letters: list,
        repair: () => {
          isBroken = false;
        },
      };
    }
  });
}
