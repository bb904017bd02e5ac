import { describe, expect, it } from 'vitest';
import { Line } from './line.ts';

describe('the line for what comes back', () => {
  it('calls the first, in the order in which they came', async () => {
    const line = new Line();
    const called: string[] = [];
    const people = ['ann', 'ben', 'cem'].map((name) => line.wait().then((isNews) => called.push(`${name} ${isNews}`)));
    line.call(2);
    await Promise.all(people.slice(0, 2));
    expect(called).toEqual(['ann true', 'ben true']);
    expect(line.length).toBe(1);
  });

  it('lets nobody wait for what does not come any more', async () => {
    const line = new Line();
    const ann = line.wait();
    line.close();
    expect(await ann).toBe(false);
    expect(await line.wait()).toBe(false);
    expect(line.length).toBe(0);
  });
});
