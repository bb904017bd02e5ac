export const ids = 1;
export type IdsType = number;
