package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/** One run of a function, which makes calls. */
final class Actor {

    private final String state;
    private final Optional<String> executionArn;
    private final JsonNode input;
    private final Instant begin;
    private final Instant deadline;
    private boolean timedOut;

    /**
     * @param state the state that called the function, or the function's name
     * @param executionArn whose state it is
     * @param begin when Lambda starts it
     * @param deadline when Lambda kills it
     */
    Actor(String state, Optional<String> executionArn, JsonNode input, Instant begin, Instant deadline) {
        this.state = state;
        this.executionArn = executionArn;
        this.input = input;
        this.begin = begin;
        this.deadline = deadline;
    }

    String state() {
        return state;
    }

    Optional<String> executionArn() {
        return executionArn;
    }

    JsonNode input() {
        return input;
    }

    Instant begin() {
        return begin;
    }

    Instant deadline() {
        return deadline;
    }

    void timeOut() {
        timedOut = true;
    }

    boolean timedOut() {
        return timedOut;
    }

    @Override
    public String toString() {
        return state;
    }
}
