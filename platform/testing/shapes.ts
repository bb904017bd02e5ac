import { setFlagsFromString } from 'node:v8';

// V8 gives objects with the same members, added in the same order, one shape, and what reads objects of few shapes is
// fast. A copy by spread to which a member is added gets a shape of its own each time (Node 20): making it costs some
// twenty times as much, and everybody who reads it looks its members up anew. Of what is made for every order that was
// an eighth of the host's time.

type SameShape = (one: object, other: object) => boolean;

let sameShape: SameShape | undefined;

/** How many shapes the objects have among them, as the engine sees it. */
export function countShapes(objects: readonly object[]): number {
  sameShape ??= readSameShape();
  const isSame = sameShape;
  const kinds: object[] = [];
  for (const object of objects) if (!kinds.some((kind) => isSame(kind, object))) kinds.push(object);
  return kinds.length;
}

/** The engine tells only code that was read while natives were allowed. */
function readSameShape(): SameShape {
  setFlagsFromString('--allow-natives-syntax');
  try {
    return new Function('one', 'other', 'return %HaveSameMap(one, other)') as SameShape;
  } finally {
    setFlagsFromString('--no-allow-natives-syntax');
  }
}
