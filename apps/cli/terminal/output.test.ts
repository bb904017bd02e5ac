import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { Output } from './output.ts';

function streamThat(write: (text: string) => Error | null): Writable {
  return new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, written) => void setImmediate(() => written(write(text))),
  });
}

it('waits for what is under way', async () => {
  const arrived: string[] = [];
  const stream = streamThat((text) => {
    arrived.push(text);
    return null;
  });
  const output = new Output(stream);
  output.write('one');
  output.write('two');
  expect(await output.failure()).toBeUndefined();
  expect(arrived.join('')).toBe('one\ntwo\n');
});

it('tells the first reason for which something did not arrive, however often it is asked', async () => {
  const output = new Output(streamThat(() => new Error('ENOSPC: no space left on device, write')));
  output.write('one');
  output.write('two');
  expect((await output.failure())?.message).toMatch(/^ENOSPC/);
  expect((await output.failure())?.message).toMatch(/^ENOSPC/);
});
