import type { Call, Method } from '../../platform/rpc/contract.ts';
import { type CallContext, type Doors, ModuleUnreachable, Unanswered } from '../../platform/rpc/doors.ts';
import type { Fault } from '../world/faults.ts';
import type { HostSurroundings } from './host-surroundings.ts';
import type { SimulatedHost } from './simulated-host.ts';

// Calls between rooms. In one process a call just arrives; between two, its request and its reply are events of their
// own that are lost, late, repeated and overtaken. A caller that hears nothing gives up, as the real one does.

/** That of a remote module. */
const TIMEOUT_MS = 10_000;

export function networkDoors(world: HostSurroundings, caller: SimulatedHost): Doors {
  return {
    call<Request, Reply>({ method, request }: Call<Request, Reply>, context?: CallContext): Promise<Reply> {
      world.witness.called(caller.name, method, request);
      if (method.localName === 'claimUnits') world.sale?.witness.claimed(request as { orderId: string; epoch: number });
      const { target, isRemote } = world.placement.routeFor(caller);
      const inFlight = world.coverage.begin(method, caller.name, target.name);
      const answer = isRemote
        ? carry(target, method, request, context)
        : caller.receive(world.scheduler.nowMs, method, request, context);
      return answer.finally(() => world.coverage.end(inFlight)) as Promise<Reply>;
    },
  };

  function carry(
    target: SimulatedHost,
    method: Method,
    request: unknown,
    context: CallContext | undefined,
  ): Promise<unknown> {
    const { scheduler } = world;
    const { path, localName } = method;
    return new Promise((resolve, reject) => {
      const giveUp = scheduler.after(TIMEOUT_MS, caller, `${localName} times out`, () => {
        const silence = `no answer within ${TIMEOUT_MS} ms`;
        reject(new Unanswered(path, silence, { cause: new ModuleUnreachable(silence) }));
      });
      const reply = (tell: () => void): void => {
        if (occurs('reply lost', method)) return;
        scheduler.send(delayMs(method), caller, `${localName} is answered`, () => {
          giveUp();
          tell();
        });
      };
      const deliver = (): void => {
        scheduler.send(backlogMs(method) + delayMs(method), target, `${localName} arrives from ${caller.name}`, () => {
          target.receive(scheduler.nowMs, method, request, context).then(
            (answer) => reply(() => resolve(answer)),
            (error: Error) => reply(() => reject(new Unanswered(path, error.message))),
          );
        });
      };
      if (!occurs('request lost', method)) deliver();
      if (occurs('request repeated', method)) deliver();
    });
  }

  function occurs(fault: Fault, method: Method): boolean {
    if (!world.faults.occurs(fault)) return false;
    world.coverage.met(fault, method);
    world.witness.met(fault);
    world.scheduler.note(`${fault}: ${method.localName}`);
    return true;
  }

  /** What waits at a service that is away arrives when it is back: long after its sender has given up. */
  function backlogMs(method: Method): number {
    const waitMs = world.placement.heldUntilMs(method.service) - world.scheduler.nowMs;
    if (waitMs <= 0) return 0;
    world.coverage.met('backlog', method);
    return waitMs;
  }

  function delayMs(method: Method): number {
    return occurs('request delayed', method) ? world.generator.between(50, 12_000) : world.generator.between(0, 4);
  }
}
