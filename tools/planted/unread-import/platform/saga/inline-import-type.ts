// swc does not tell dependency-cruiser of an import inside a type, so the text is read as well.
export type Kept = import('../../modules/order/contract.ts').Order;
