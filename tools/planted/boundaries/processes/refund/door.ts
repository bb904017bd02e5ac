export const door = 1;
export type DoorType = number;
