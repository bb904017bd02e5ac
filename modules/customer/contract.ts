import {
  CustomerCreatedSchema,
  CustomerService,
  CustomerStatusChangedSchema,
} from '../../contracts/gen/customer/v1/customer_pb.ts';
import { contract } from '../../platform/rpc/contract.ts';

export const customer = contract(
  CustomerService,
  { CustomerCreated: CustomerCreatedSchema, CustomerStatusChanged: CustomerStatusChangedSchema },
  { queries: ['getCustomers'] },
);
