// breaks: contracts
import '../../platform/rpc/contract.ts';
