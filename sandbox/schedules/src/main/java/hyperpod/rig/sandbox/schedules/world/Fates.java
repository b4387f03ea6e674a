package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.schedules.disturbance.Action;
import hyperpod.rig.sandbox.schedules.disturbance.CallFault;
import hyperpod.rig.sandbox.schedules.disturbance.Disturbance;
import hyperpod.rig.sandbox.schedules.disturbance.Moment;
import hyperpod.rig.sandbox.schedules.disturbance.Place;
import hyperpod.rig.testkit.AwsError;
import hyperpod.rig.testkit.Call;
import hyperpod.rig.testkit.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of each call of a function: the disturbances of calls, what somebody does in the middle of one, and the
 * end of a function's time. Calls of nobody's function fare as usual.
 */
final class Fates {

    /** Those whose answer is JSON, so that one can be had without giving it away. */
    private static final Set<String> JSON =
            Set.of("sagemaker", "fsx", "states", "dynamodb", "tagging", "events", "servicequotas");

    private static final Duration SLOW = Duration.ofSeconds(20);
    private static final Duration ATTEMPT = Duration.ofSeconds(40);
    private static final Duration LATE = Duration.ofSeconds(5);
    private static final Duration STALLED = Duration.ofSeconds(85);
    private static final int OCCURRENCES = 3;

    /** A fault that calls of an operation share for a while. */
    private record Lasting(String operation, CallFault fault, Instant until) {}

    private final World world;
    private final Map<Place, Disturbance.OfCall> faults = new HashMap<>();
    private final Map<Moment.InCall, List<Action>> actions = new HashMap<>();
    private final Map<String, Instant> denied = new HashMap<>();
    private final List<Lasting> lasting = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Map<Place, Boolean> seen = new LinkedHashMap<>();
    private boolean over;

    Fates(World world, List<Disturbance> disturbances) {
        this.world = world;
        for (Disturbance disturbance : disturbances) {
            switch (disturbance) {
                case Disturbance.OfCall fault -> faults.put(fault.place(), fault);
                case Disturbance.Done(Moment.InCall moment, Action action) ->
                    actions.computeIfAbsent(moment, _ -> new ArrayList<>()).add(action);
                default -> {}
            }
        }
    }

    /** From now on everything is as usual. */
    void endAll() {
        over = true;
        lasting.clear();
        denied.clear();
    }

    void deny(String operation, Instant until) {
        denied.put(operation, until);
    }

    /** Where functions called, the first few of each operation in each state. */
    List<Place> seen() {
        return List.copyOf(seen.keySet());
    }

    Optional<Fault> of(Call call) {
        Optional<Actor> acting = world.actor();
        if (acting.isEmpty()) {
            return Optional.empty();
        }
        Actor actor = acting.get();
        String operation = call.service() + ":" + call.operation();
        int occurrence = counts.merge(actor.state() + " " + operation, 1, Integer::sum);
        Place place = new Place(actor.state(), operation, occurrence);
        if (occurrence <= OCCURRENCES && !over) {
            seen.put(place, true);
        }
        act(new Moment.InCall(place, false));
        Optional<Fault> fate = fate(actor, call, place, fault(operation, place));
        act(new Moment.InCall(place, true));
        return world.now().isAfter(actor.deadline()) ? killed(actor, call) : fate;
    }

    private void act(Moment.InCall moment) {
        if (!over) {
            actions.getOrDefault(moment, List.of()).forEach(world::act);
        }
    }

    private Optional<CallFault> fault(String operation, Place place) {
        if (over) {
            return Optional.empty();
        }
        Instant now = world.now();
        if (denied.getOrDefault(operation, Instant.MIN).isAfter(now)) {
            return Optional.of(CallFault.ACCESS_DENIED);
        }
        Optional<Disturbance.OfCall> fault = Optional.ofNullable(faults.get(place));
        fault.filter(one -> !one.lasts().isZero())
                .ifPresent(one -> lasting.add(new Lasting(operation, one.fault(), now.plus(one.lasts()))));
        return fault.map(Disturbance.OfCall::fault)
                .or(() -> lasting.stream()
                        .filter(one ->
                                one.operation().equals(operation) && one.until().isAfter(now))
                        .map(Lasting::fault)
                        .findFirst());
    }

    private Optional<Fault> fate(Actor actor, Call call, Place place, Optional<CallFault> fault) {
        fault.ifPresent(one -> world.trace().tell("    the call " + place + " " + one.words()));
        return switch (fault.orElse(null)) {
            case null -> done(actor, call);
            case THROTTLED -> Optional.of(new Fault.Throttled());
            case SERVER_ERROR -> Optional.of(new Fault.Refused("InternalFailure", 500, "The request failed."));
            case ACCESS_DENIED -> Optional.of(new Fault.Denied());
            case UNREACHABLE -> broken();
            case LOST_RESPONSE -> {
                effect(actor, call);
                yield broken();
            }
            case SLOW -> {
                Optional<Fault> fate = done(actor, call);
                world.pass(SLOW);
                yield fate;
            }
            case SLOW_EFFECT -> {
                world.pass(SLOW);
                yield done(actor, call);
            }
            case LATE -> {
                world.after(ATTEMPT.plus(LATE), () -> effect(actor, call));
                world.pass(ATTEMPT);
                yield broken();
            }
            case STALLED -> {
                world.after(STALLED, () -> effect(actor, call));
                world.pass(Duration.between(world.now(), actor.deadline()).plusMillis(1));
                yield killed(actor, call);
            }
            case EMPTY_BODY -> {
                effect(actor, call);
                yield Optional.of(new Fault.Answered(""));
            }
            case HOLLOW_BODY -> {
                effect(actor, call);
                yield Optional.of(new Fault.Answered("{}"));
            }
            case KILLED_BEFORE -> Optional.of(new Fault.Killed(false));
            case KILLED_AFTER -> {
                effect(actor, call);
                yield Optional.of(new Fault.Killed(false));
            }
        };
    }

    private static Optional<Fault> broken() {
        return Optional.of(new Fault.Late(_ -> {}));
    }

    private static Optional<Fault> killed(Actor actor, Call call) {
        actor.timeOut();
        return Optional.of(new Fault.Killed(false));
    }

    /** The effect, and the answer to it. */
    private Optional<Fault> done(Actor actor, Call call) {
        if (!JSON.contains(call.service())) {
            world.trace().note(actor + " " + call.service() + ":" + call.operation());
            return Optional.empty();
        }
        return Optional.of(new Fault.Answered(answer(actor, call).toString()));
    }

    /** The effect, of whose answer nobody hears. */
    private void effect(Actor actor, Call call) {
        try {
            answer(actor, call);
        } catch (AwsError refused) {
            world.trace().note("nobody hears that it was refused: " + refused.code());
        }
    }

    private JsonNode answer(Actor actor, Call call) {
        world.truth().before(actor, call);
        JsonNode answer;
        try {
            JsonNode body =
                    world.planted().map(bug -> bug.request(actor.state(), call)).orElse(call.body());
            answer = world.account().ask(call.service(), call.operation(), body);
        } catch (AwsError refused) {
            world.trace().note(actor + " " + call.service() + ":" + call.operation() + " refused " + refused.code());
            throw refused;
        }
        world.trace().note(actor + " " + call.service() + ":" + call.operation() + " " + answer);
        world.truth().after(actor, call, answer);
        JsonNode real = answer;
        return world.planted().map(bug -> bug.answer(actor.state(), call, real)).orElse(real);
    }
}
