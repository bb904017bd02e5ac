export const page = 1;
export type PageType = number;
