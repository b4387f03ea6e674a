package hyperpod.rig.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What goes wrong on demand, by operation. */
final class Faults {

    private static final class Planned {
        final String operation;
        final Fault fault;
        int times;

        Planned(String operation, Fault fault, int times) {
            this.operation = operation;
            this.fault = fault;
            this.times = times;
        }
    }

    private final List<Planned> planned = new ArrayList<>();

    synchronized void plan(String operation, Fault fault, int times) {
        planned.add(new Planned(operation, fault, times));
    }

    synchronized void forget(String operation) {
        planned.removeIf(fault -> fault.operation.equals(operation));
    }

    /** The first that is planned for this call. */
    synchronized Optional<Fault> next(Call call) {
        Optional<Planned> next = planned.stream()
                .filter(fault -> fault.times > 0 && call.is(fault.operation))
                .findFirst();
        next.ifPresent(fault -> fault.times--);
        return next.map(fault -> fault.fault);
    }
}
