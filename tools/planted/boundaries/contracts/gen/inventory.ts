import '@bufbuild/protobuf';
export const inventory = 1;
export type InventoryType = number;
