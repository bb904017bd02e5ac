export const line = 1;
export type LineType = number;
