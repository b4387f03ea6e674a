package hyperpod.rig.sandbox.schedules.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/** One run of a function, which makes calls. */
final class Actor {

    private final String state;
    private final Optional<String> executionArn;
    private final JsonNode input;
    private final Instant began;
    private final Instant deadline;
    private boolean timedOut;

    /**
     * @param state the state that called the function, or the function's name
     * @param executionArn whose state it is
     * @param began when it began
     * @param deadline when Lambda kills it
     */
    Actor(String state, Optional<String> executionArn, JsonNode input, Instant began, Instant deadline) {
        this.state = state;
        this.executionArn = executionArn;
        this.input = input;
        this.began = began;
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

    Instant began() {
        return began;
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
