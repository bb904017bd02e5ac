export const fieldValues = 1;
