export type Order = number;
