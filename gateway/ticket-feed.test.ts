import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../platform/testing/fake-clock.ts';
import type { RoomView } from '../processes/sale/door.ts';
import { roomWith } from './testing/fake-waiting-rooms.ts';
import { TicketFeed } from './ticket-feed.ts';

function world(capacity = 1_000, first = roomWith()) {
  const state: { room: RoomView; reads: number } = { room: first, reads: 0 };
  const clock = new FakeClock();
  const feed = new TicketFeed({
    room: async () => {
      state.reads += 1;
      return state.room;
    },
    clock,
    everyMs: 200,
    capacity,
    report: (error) => expect(error).toBeUndefined(),
  });
  const turn = async (room?: RoomView): Promise<void> => {
    state.room = room ?? state.room;
    clock.advance(200);
    await setImmediate();
  };
  const follow = (sequence: number) => feed.follow(state.room, state.room.placeOf(sequence, 0));
  return { state, feed, turn, follow };
}

type Stream = ReturnType<TicketFeed['follow']>;

/** What has come so far. */
function textOf(stream: Stream): string {
  return String(stream?.read() ?? '');
}

describe('following a ticket', () => {
  it('begins with the room and the place', () => {
    const { follow } = world();
    expect(textOf(follow(3))).toBe(
      'retry: 2000\n\n' +
        'event: room\ndata: {"state":"open","arrived":10,"admitted":0,"admitted_per_second":5}\n\n' +
        'event: place\ndata: {"state":"waiting","sequence":4,"position":4,"estimated_wait_seconds":2,"turn_ends_at":null}\n\n',
    );
  });

  it('looks at the room once a turn, however many watch', async () => {
    const { state, turn, follow } = world();
    for (let index = 0; index < 500; index += 1) follow(index);
    await turn();
    await turn();
    expect(state.reads).toBe(2);
  });

  it('tells the place once it is drawn, and nothing while nothing happens', async () => {
    const { turn, follow } = world(10, roomWith({ drawn: false }));
    const stream = follow(3);
    expect(textOf(stream)).toContain('"position":null');
    await turn();
    textOf(stream);
    await turn();
    expect(textOf(stream)).toBe('');
    await turn(roomWith());
    expect(textOf(stream)).toContain('"position":4');
  });

  it('ends with admission, for those who were let in', async () => {
    const { turn, follow } = world();
    const [first, second] = [follow(0), follow(1)];
    textOf(first);
    textOf(second);
    await turn(roomWith({ admitted: 1 }));
    const text = textOf(first);
    expect(text).toContain('"state":"admitted"');
    expect(text).toContain('"turn_ends_at":"1970-01-01T00:01:00.000Z"');
    expect(first?.readableEnded || first?.read() === null).toBe(true);
    const other = textOf(second);
    expect(other).toContain('event: room');
    expect(other).not.toContain('event: place');
    await turn(roomWith({ admitted: 1, arrived: 11 }));
    expect(textOf(second)).toContain('"arrived":11');
  });

  it('tells everybody at once when nothing is left, and goes on in case something comes back', async () => {
    const { turn, follow } = world();
    const stream = follow(5);
    textOf(stream);
    await turn(roomWith({ state: 'sold_out' }));
    expect(textOf(stream)).toContain('"state":"sold_out"');
    await turn(roomWith({ admitted: 6 }));
    expect(textOf(stream)).toContain('"state":"admitted"');
  });

  it('refreshes the estimate now and then', async () => {
    const { turn, follow } = world();
    const stream = follow(5);
    textOf(stream);
    let told = '';
    for (let count = 0; count < 25; count += 1) {
      await turn();
      told += textOf(stream);
    }
    expect(told.match(/event: place/g)).toHaveLength(1);
  });

  it('takes as many as it may, and others when some have left', async () => {
    const { follow, turn } = world(1);
    const stream = follow(1);
    expect(follow(2)).toBeUndefined();
    stream?.destroy();
    await turn();
    expect(follow(2)).toBeDefined();
  });

  it('says nothing more once it is closed, though it was looking at the room', async () => {
    const { feed, turn, follow } = world();
    const stream = follow(0);
    const errors: Error[] = [];
    stream?.on('error', (error) => errors.push(error));
    const turning = turn(roomWith({ admitted: 1 }));
    feed.close();
    await turning;
    expect(errors).toEqual([]);
    expect(textOf(stream)).not.toContain('"state":"admitted"');
  });

  it('ends everybody’s stream when the gateway closes', () => {
    const { feed, follow } = world();
    const stream = follow(1);
    feed.close();
    textOf(stream);
    expect(stream?.read()).toBeNull();
    expect(follow(2)).toBeUndefined();
  });
});
