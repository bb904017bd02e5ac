import '../../contracts/gen/rpc/v1/batch_pb.ts';
import './contract.ts';
export const remote = 1;
