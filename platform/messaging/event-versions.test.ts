import { ApiSchema, DurationSchema, StringValueSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import type { EventType } from '../rpc/contract.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import type { Consumer, DeadLetter } from './broker.ts';
import type { Envelope } from './envelope.ts';
import { EventReader, typesOf, upcaster, versionFaults } from './event-versions.ts';
import { createMemoryBroker } from './memory-broker.ts';
import { MemoryQueues } from './memory-queues.ts';
import { envelope } from './testing/messages.ts';

// The worked example: a film was first told of with a title and its length as text ("95 min"), then with its length in
// seconds, then with a version of its own numbering. The consumer is written for the third version.

const announcedV1: EventType<{ value: string }> = { type: 'film.v1.Announced', description: StringValueSchema };
const announcedV2: EventType<{ seconds: number }> = { type: 'film.v2.Announced', description: DurationSchema };
const announcedV3: EventType<{ name: string; version: string }> = { type: 'film.v3.Announced', description: ApiSchema };

const fromV1 = upcaster(announcedV1, announcedV2, ({ value }) => ({ seconds: Number.parseInt(value, 10) * 60 }));
const fromV2 = upcaster(announcedV2, announcedV3, ({ seconds }) => ({ name: `${seconds} s`, version: '3' }));

const cinema: Consumer = { consumer: 'cinema', events: [announcedV3], upcasters: [fromV1, fromV2] };

function read(message: Envelope): Envelope {
  return new EventReader(cinema).read(message);
}

describe('a consumer of the third version', () => {
  it('gets the first and the second as if they had been the third', () => {
    const first = envelope('alien', '95 min', announcedV1.type);
    expect(read(first)).toMatchObject({
      id: first.id,
      subject: 'alien',
      type: 'film.v3.Announced',
      data: { name: '5700 s', version: '3' },
    });
    const second = { ...first, type: announcedV2.type, data: { seconds: 60 } };
    expect(read(second)).toMatchObject({ type: 'film.v3.Announced', data: { name: '60 s' } });
    const third = { ...first, type: announcedV3.type, data: { name: 'as it is', version: '3' } };
    expect(read(third)).toMatchObject({ type: 'film.v3.Announced', data: { name: 'as it is' } });
  });

  it('is refused an old payload that does not fit its own contract, and one that does not fit once it is upcast', () => {
    expect(() => read(envelope('alien', 95, announcedV1.type))).toThrow('StringValue.value is not a string but 95');
    expect(() => read(envelope('alien', 'long', announcedV1.type))).toThrow('Duration.seconds is not an integer');
  });

  it('is refused a version that it does not know, by name', () => {
    expect(() => read(envelope('alien', '', 'film.v4.Announced'))).toThrow(
      'this consumer does not know version v4 of film.Announced, only v1 and v2 and v3',
    );
    expect(() => read(envelope('alien', '', 'film.v1.Withdrawn'))).toThrow(
      'this consumer does not know the event film.v1.Withdrawn',
    );
  });

  it('listens to all three', () => {
    expect(typesOf(cinema)).toEqual(['film.v3.Announced', 'film.v1.Announced', 'film.v2.Announced']);
  });

  it('gets them through a broker; an unknown version becomes a dead letter with its cause, and its key goes on', async () => {
    const clock = new FakeClock();
    const queues = new MemoryQueues();
    const letters: DeadLetter[] = [];
    const taken: unknown[] = [];
    // A version that was subscribed to by a newer release, which has been rolled back since.
    const newer: Consumer = { ...cinema, events: [announcedV3, { ...announcedV3, type: 'film.v4.Announced' }] };
    await queues.connect().register([newer], false);
    await queues
      .connect()
      .enqueue([
        envelope('alien', '', 'film.v4.Announced'),
        envelope('alien', '1 min', announcedV1.type),
        { ...envelope('alien', '', announcedV3.type), data: { name: 'third' } },
      ]);
    const broker = createMemoryBroker({
      connection: queues.connect(),
      clock,
      onFailure: () => undefined,
      onDeadLetter: (letter) => letters.push(letter),
    });
    broker.subscribe({ ...cinema, handle: async (all) => void taken.push(...all.map(({ data }) => data)) });
    await broker.start();
    await broker.stop();

    expect(taken).toMatchObject([{ name: '60 s' }, { name: 'third' }]);
    expect(letters).toMatchObject([
      { cause: 'this consumer does not know version v4 of film.Announced, only v1 and v2 and v3', attempts: 0 },
    ]);
  });
});

describe('upcasters', () => {
  it('lead to an event that the consumer listens to, and in no circle', () => {
    expect(versionFaults(cinema)).toEqual([]);
    expect(versionFaults({ ...cinema, upcasters: [fromV1] })).toEqual([
      'cinema upcasts film.v1.Announced to nothing that it listens to',
    ]);
    const back = upcaster(announcedV2, announcedV1, ({ seconds }) => ({ value: String(seconds) }));
    expect(versionFaults({ ...cinema, upcasters: [fromV1, back] })).toHaveLength(2);
  });
});
