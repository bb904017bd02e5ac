import { MODULE_NAMES, type ModuleName, type RoomName } from './room-names.ts';

/** The rooms that were asked for do not make a host. */
export class InvalidRooms extends Error {
  override readonly name = 'InvalidRooms';
}

/**
 * Whether a host of these rooms answers HTTP. Whoever does calls every module, here or at its address.
 * @throws InvalidRooms
 */
export function hasEdge(rooms: readonly RoomName[], remoteUrls: ReadonlyMap<ModuleName, string>): boolean {
  if (rooms.includes('gateway') !== rooms.includes('checkout')) {
    throw new InvalidRooms('gateway and checkout are served together: name both, or neither');
  }
  if (!rooms.includes('gateway')) return false;
  const nowhere = MODULE_NAMES.filter((name) => !rooms.includes(name) && !remoteUrls.has(name));
  if (nowhere.length === 0) return true;
  const variables = nowhere.map((name) => `${name.toUpperCase()}_URL`).join(', ');
  throw new InvalidRooms(`the gateway calls every module: set ${variables}, or serve ${nowhere.join(', ')} here too`);
}
