// Ids are chosen by whoever starts a thing, before anything is sent: so a lost reply can be asked for again.

/** Makes new ids. Passed in, so that a simulation can own it. */
export type NewId = () => string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for a UUID in its canonical lower-case form. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
