export const batch_pb = 1;
