package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import hyperpod.rig.core.CallPolicy;
import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.ledger.Ledger;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever waits for a creating call waits longer than what it waits for: the SDK's one attempt ends before Lambda ends
 * the function, the function before the state gives it up, and the function before a rollback looks for what it
 * created.
 */
class CreationTimesTest {

    private static final JsonNode TEMPLATE = Project.template();
    private static final Set<String> SHORT = Set.of("client", "of");

    @ParameterizedTest
    @ValueSource(strings = {"CreateFileSystem", "LinkFileSystem", "CreateCluster"})
    void everyoneWaitsLongEnough(String state) throws ClassNotFoundException {
        long attempt = CallPolicy.ONE_LONG_ATTEMPT.attempt().toSeconds();
        long function = function(state).path("Timeout").asLong();
        long task = StateMachine.read("statemachine/provision.asl.json")
                .states()
                .get(state)
                .path("TimeoutSeconds")
                .asLong();
        long inFlight = TEMPLATE.at("/Parameters/InFlightSeconds/MinValue").asLong();
        assertThat(CallPolicy.ONE_LONG_ATTEMPT.call())
                .as("one attempt")
                .isEqualTo(CallPolicy.ONE_LONG_ATTEMPT.attempt());
        assertThat(attempt).as("as long as SDKs wait by default").isGreaterThanOrEqualTo(30);
        long before = clients(state).filter(SHORT::contains).count()
                * CallPolicy.SHORT_ATTEMPTS.call().toSeconds();
        assertThat(function).as("the function's timeout").isGreaterThanOrEqualTo(before + attempt + 15);
        assertThat(task).as("the state's timeout").isGreaterThanOrEqualTo(function + 15);
        assertThat(inFlight).as("InFlightSeconds").isGreaterThanOrEqualTo(function + 15);
    }

    /** What is made later than four minutes after an execution gave up is taken for another's. */
    @Test
    void nobodyWaitsLongerForACallThanItsEffectCounts() {
        assertThat(TEMPLATE.at("/Parameters/InFlightSeconds/MaxValue").asLong()).isLessThanOrEqualTo(240);
    }

    /** The local stack's own, shorter wait has no effect on AWS. */
    @Test
    void nobodyWaitsForLessOnAws() {
        assertThat(TEMPLATE.at("/Resources/RollbackStateMachine/Properties/DefinitionSubstitutions/InFlightSeconds")
                        .toString())
                .isEqualTo("[\"RunsLocally\",\"LocalInFlightSeconds\",\"InFlightSeconds\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateFileSystem", "LinkFileSystem", "CreateCluster"})
    void whatCreatesMakesOneLongAttempt(String state) throws ClassNotFoundException {
        assertThat(clients(state).filter("creatingClient"::equals)).hasSize(1);
    }

    /**
     * How a handler makes each of its clients: one creates, and with the others, that of the ledger among them, it asks
     * once beforehand.
     */
    private static Stream<String> clients(String state) throws ClassNotFoundException {
        String name = function(state).path("Handler").asText();
        Class<?> uninitialised = Class.forName(name, false, CreationTimesTest.class.getClassLoader());
        JavaClass handler = new ClassFileImporter().importClasses(uninitialised).get(name);
        return handler.getMethodCallsFromSelf().stream()
                .filter(call -> call.getTargetOwner().isEquivalentTo(FunctionEnvironment.class)
                        || call.getTargetOwner().isEquivalentTo(Ledger.class))
                .map(JavaMethodCall::getName);
    }

    private static JsonNode function(String state) {
        return Optional.of(TEMPLATE.at("/Resources/" + state + "Function/Properties"))
                .filter(JsonNode::isObject)
                .orElseThrow();
    }
}
