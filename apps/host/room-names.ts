// Which rooms there are, by name alone: whoever reads a list of names has not loaded a module by it.

export const MODULE_NAMES = [
  'catalog',
  'pricing',
  'promotion',
  'inventory',
  'order',
  'payment',
  'wallet',
  'cart',
  'customer',
  'sale',
] as const;
export type ModuleName = (typeof MODULE_NAMES)[number];

/** `checkout` runs the sagas, `gateway` answers HTTP; both are served together. */
export const ROOM_NAMES = [...MODULE_NAMES, 'checkout', 'gateway'] as const;
export type RoomName = (typeof ROOM_NAMES)[number];
