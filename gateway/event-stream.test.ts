import { describe, expect, it } from 'vitest';
import { EventStream } from './event-stream.ts';

/** All that is read, and whether it came to an end without an error. */
function reading(stream: EventStream) {
  const read = { text: '', ended: false, errors: 0 };
  stream.on('error', () => {
    read.errors += 1;
  });
  stream.on('end', () => {
    read.ended = true;
  });
  const go = async (): Promise<typeof read> => {
    stream.on('data', (chunk) => {
      read.text += chunk;
    });
    await new Promise((resolve) => setImmediate(resolve));
    return read;
  };
  return { read, go };
}

describe('a stream of server-sent events', () => {
  it('keeps what is sent until it is read', async () => {
    const stream = new EventStream();
    const { go } = reading(stream);
    stream.send('one ');
    stream.send(Buffer.from('two'));
    expect(stream.readableLength).toBe(7);
    expect(await go()).toEqual({ text: 'one two', ended: false, errors: 0 });
    expect(stream.readableLength).toBe(0);
  });

  it('ends once all was read, however often it is finished, and takes nothing more', async () => {
    const stream = new EventStream();
    const { go } = reading(stream);
    stream.send('last');
    stream.finish();
    stream.finish();
    stream.send('late');
    expect(stream.finished).toBe(true);
    expect(await go()).toEqual({ text: 'last', ended: true, errors: 0 });
  });

  it('is not harmed by what is sent to a reader who has left', async () => {
    const stream = new EventStream();
    const { go } = reading(stream);
    stream.destroy();
    stream.send('late');
    stream.finish();
    expect(await go()).toEqual({ text: '', ended: false, errors: 0 });
  });
});
