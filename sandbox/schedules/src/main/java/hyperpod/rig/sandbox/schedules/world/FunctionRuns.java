package hyperpod.rig.sandbox.schedules.world;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.SideBySide;
import hyperpod.rig.sandbox.statemachines.TaskResult;
import hyperpod.rig.testkit.KilledError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;

/** Runs the real handlers as Lambda does, in the thread of the schedule. */
final class FunctionRuns {

    private final World world;
    private final Application application;
    private final SplittableRandom chance;

    FunctionRuns(World world, Application application, SplittableRandom chance) {
        this.world = world;
        this.application = application;
        this.chance = chance;
    }

    /**
     * Runs a function to its end, or to its death.
     *
     * @param state the state that calls it, or its name
     * @param executionArn whose state it is
     */
    TaskResult run(String function, String state, Optional<String> executionArn, JsonNode input) {
        Actor actor = new Actor(
                state,
                executionArn,
                input,
                world.now(),
                world.now().plus(application.function(function).timeout()));
        world.begin(actor);
        RequestStreamHandler handler = application.handler(function);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            SideBySide.inTurn(chance.split(), () -> {
                handler.handleRequest(
                        new ByteArrayInputStream(input.toString().getBytes(StandardCharsets.UTF_8)),
                        output,
                        new LambdaContext(function));
                return output;
            });
            return new TaskResult.Succeeded(Json.MAPPER.readTree(output.toByteArray()));
        } catch (KilledError _) {
            return actor.timedOut()
                    ? new TaskResult.Failed("Sandbox.Timedout", "{\"errorMessage\": \"Task timed out\"}")
                    : new TaskResult.Failed("Runtime.ExitError", "{\"errorMessage\": \"Runtime exited\"}");
        } catch (IOException | RuntimeException | Error e) {
            return failure(e);
        } finally {
            world.end(actor);
        }
    }

    private static TaskResult failure(Throwable thrown) {
        String type = thrown.getClass().getName();
        ObjectNode cause = Json.MAPPER
                .createObjectNode()
                .put("errorMessage", String.valueOf(thrown.getMessage()))
                .put("errorType", type);
        return new TaskResult.Failed(type, cause.toString());
    }

    /** What the handlers' log asks of Lambda. */
    private record LambdaContext(String function) implements Context {

        @Override
        public String getAwsRequestId() {
            return "request";
        }

        @Override
        public String getLogGroupName() {
            return "";
        }

        @Override
        public String getLogStreamName() {
            return "";
        }

        @Override
        public String getFunctionName() {
            return function;
        }

        @Override
        public String getFunctionVersion() {
            return "1";
        }

        @Override
        public String getInvokedFunctionArn() {
            return "arn:aws:lambda:us-east-1:111122223333:function:" + function;
        }

        @Override
        public CognitoIdentity getIdentity() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ClientContext getClientContext() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getRemainingTimeInMillis() {
            return 30_000;
        }

        @Override
        public int getMemoryLimitInMB() {
            return 1024;
        }

        @Override
        public LambdaLogger getLogger() {
            throw new UnsupportedOperationException();
        }
    }
}
