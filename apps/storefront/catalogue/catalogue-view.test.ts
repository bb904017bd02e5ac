import { describe, expect, it } from 'vitest';
import { cataloguePath, readView } from './catalogue-view.ts';

describe('what of the catalogue is looked at', () => {
  it('goes into the address and comes out of it again', () => {
    const view = { search: 'red & blue', category: 'Kitchen', cursor: 'abc=', page: 3 };
    expect(readView(new URLSearchParams(cataloguePath(view).slice(2)))).toEqual(view);
  });

  it('is everything where the address says nothing, or nonsense', () => {
    const everything = { search: '', category: '', cursor: '', page: 1 };
    expect(readView(new URLSearchParams('page=-2'))).toEqual(everything);
    expect(cataloguePath(everything)).toBe('/');
  });
});
