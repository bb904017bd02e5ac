export const given = 1;
export type GivenType = number;
