import { createHash } from 'node:crypto';

/** A script that the server knows by its digest after it was sent once. All of its keys share a hash slot. */
export class LuaScript {
  readonly text: string;
  readonly sha1: string;

  constructor(text: string) {
    this.text = text;
    this.sha1 = createHash('sha1').update(text).digest('hex');
  }
}
