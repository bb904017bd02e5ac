export const order = 1;
export type OrderType = number;
