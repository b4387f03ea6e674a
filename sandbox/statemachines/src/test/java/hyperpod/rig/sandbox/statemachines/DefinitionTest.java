package hyperpod.rig.sandbox.statemachines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.sandbox.statemachines.definition.Definition;
import hyperpod.rig.sandbox.statemachines.definition.InvalidDefinitionException;
import hyperpod.rig.sandbox.statemachines.definition.State;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not known is refused when the definition is read, not passed over when it runs. */
class DefinitionTest {

    private static final String LAMBDA = "arn:aws:lambda:us-east-1:111122223333:function:f";
    private static final String TASK = "\"Type\": \"Task\", \"Resource\": \"" + LAMBDA + "\"";

    @Test
    void whatStandsForANameIsPutInItsPlace() {
        Definition definition = Definition.read(
                World.machine("\"A\": {\"Type\": \"Task\", \"Resource\": \"${Function}\", \"End\": true}"),
                Map.of("Function", LAMBDA + ":live"));
        assertThat(definition.statesOf(State.Task.class))
                .singleElement()
                .satisfies(task -> assertThat(task.resource().arn()).isEqualTo(LAMBDA + ":live"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "{\"Type\": \"Parallel\", \"Branches\": [], \"End\": true} | no state of type 'Parallel'",
                "{\"Type\": \"Map\", \"End\": true} | no state of type 'Map'",
                "{\"Type\": \"Pass\", \"Result\": 1, \"End\": true} | 'Result' is not known",
                "{\"Type\": \"Pass\", \"ResultPath\": null, \"End\": true} | 'ResultPath' is not known",
                "{\"Type\": \"Pass\", \"End\": true, \"QueryLanguage\": \"JSONPath\"} | 'QueryLanguage' can not be",
                "{\"Type\": \"Pass\"} | either Next or End",
                "{\"Type\": \"Pass\", \"Next\": \"A\", \"End\": true} | either Next or End",
                "{\"Type\": \"Pass\", \"Next\": \"Z\"} | there is no state 'Z'",
                "{\"Type\": \"Succeed\"}, \"B\": {\"Type\": \"Succeed\"} | State 'B' is not reachable",
                "{\"Type\": \"Pass\", \"Output\": \"{% 1 + %}\", \"End\": true} | INVALID_JSONATA_EXPRESSION",
                "{\"Type\": \"Pass\", \"Output\": \"{% 1\", \"End\": true} | half of",
                "{\"Type\": \"Pass\", \"Output\": \"${Unknown}\", \"End\": true} | Nothing is given for ${Unknown}",
                "{\"Type\": \"Pass\", \"Assign\": {\"states\": 1}, \"End\": true} | cannot be a variable's name",
                "{\"Type\": \"Pass\", \"Assign\": {\"a-b\": 1}, \"End\": true} | cannot be a variable's name",
                "{\"Type\": \"Pass\", \"Assign\": \"{% {'a': 1} %}\", \"End\": true} | Assign is an object",
                "{\"Type\": \"Wait\", \"End\": true} | either Seconds or Timestamp",
                "{\"Type\": \"Wait\", \"Seconds\": 1, \"Timestamp\": \"x\", \"End\": true} | either Seconds or Timestamp",
                "{\"Type\": \"Wait\", \"SecondsPath\": \"$.x\", \"End\": true} | 'SecondsPath' is not known",
                "{\"Type\": \"Choice\", \"Choices\": []} | Choices must have elements",
                "{\"Type\": \"Choice\", \"Choices\": [{\"Variable\": \"$.x\", \"Next\": \"A\"}]} | 'Variable' is not known",
                "{\"Type\": \"Fail\", \"CausePath\": \"$.x\"} | 'CausePath' is not known",
                "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke\", \"End\": true} | no resource",
                "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::states:startExecution\", \"End\": true} | no resource",
                "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::sns:publish.waitForTaskToken\", \"End\": true} | no resource",
                "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::states:startExecution.sync:2\", \"Arguments\": {\"Wrong\": 1}, \"End\": true} | 'Wrong' is not known"
            })
    void aStateThatIsNotKnownIsRefused(String state, String why) {
        assertThatThrownBy(() -> Definition.read(World.machine("\"A\": " + state), Map.of()))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("/States/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "\"HeartbeatSeconds\": 1 | 'HeartbeatSeconds' is not known",
                "\"Credentials\": {} | 'Credentials' is not known",
                "\"Retry\": [] | Retry must have elements",
                "\"Retry\": [{\"ErrorEquals\": []}] | ErrorEquals",
                "\"Retry\": [{\"ErrorEquals\": [\"States.Unknown\"]}] | ErrorEquals",
                "\"Retry\": [{\"ErrorEquals\": [\"States.ALL\", \"E\"]}] | ErrorEquals",
                "\"Retry\": [{\"ErrorEquals\": [\"States.ALL\"]}, {\"ErrorEquals\": [\"E\"]}] | must be in the last element",
                "\"Catch\": [{\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"A\"}, {\"ErrorEquals\": [\"E\"], \"Next\": \"A\"}] | must be in the last element",
                "\"Catch\": [{\"ErrorEquals\": [\"E\"]}] | 'Next' is required",
                "\"Catch\": [{\"ErrorEquals\": [\"E\"], \"Next\": \"A\", \"ResultPath\": \"$\"}] | 'ResultPath' is not known",
                "\"Retry\": [{\"ErrorEquals\": [\"E\"], \"IntervalSeconds\": 0}] | must be between 1",
                "\"Retry\": [{\"ErrorEquals\": [\"E\"], \"IntervalSeconds\": 1.5}] | must be between 1",
                "\"Retry\": [{\"ErrorEquals\": [\"E\"], \"MaxAttempts\": -1}] | must be between 0",
                "\"Retry\": [{\"ErrorEquals\": [\"E\"], \"BackoffRate\": 0.5}] | BackoffRate at least 1",
                "\"Retry\": [{\"ErrorEquals\": [\"E\"], \"IntervalSeconds\": 9, \"MaxDelaySeconds\": 9}] | MaxDelaySeconds must be above",
                "\"Retry\": [{\"ErrorEquals\": [\"E\"], \"JitterStrategy\": \"HALF\"}] | JitterStrategy FULL or NONE",
                "\"Retry\": [{\"ErrorEquals\": [\"E\"], \"Jitter\": 1}] | 'Jitter' is not known"
            })
    void aTaskThatIsNotKnownIsRefused(String field, String why) {
        String states = "\"A\": {%s, %s, \"Next\": \"A\"}".formatted(TASK, field);
        assertThatThrownBy(() -> Definition.read(World.machine(states), Map.of()))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "{ | valid JSON",
                "[] | An object is needed",
                "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Succeed\"}}} | no QueryLanguage but JSONata",
                "{\"QueryLanguage\": \"JSONata\", \"States\": {\"A\": {\"Type\": \"Succeed\"}}} | 'StartAt' is required",
                "{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"B\", \"States\": {\"A\": {\"Type\": \"Succeed\"}}} | there is no state 'B'",
                "{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"A\", \"Timeout\": 1, \"States\": {}} | 'Timeout' is not known",
                "{\"QueryLanguage\": \"JSONata\", \"StartAt\": \"A\", \"TimeoutSeconds\": 0, \"States\": {\"A\": {\"Type\": \"Succeed\"}}} | must be between 1"
            })
    void aMachineThatIsNotKnownIsRefused(String machine, String why) {
        assertThatThrownBy(() -> Definition.read(machine, Map.of()))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aStatesNameHasEightyCharacters() {
        String states = "\"A\": {\"Type\": \"Pass\", \"Next\": \"%1$s\"}, \"%1$s\": {\"Type\": \"Succeed\"}";
        Definition.read(World.machine(states.formatted("x".repeat(80))), Map.of());
        assertThatThrownBy(() -> Definition.read(World.machine(states.formatted("x".repeat(81))), Map.of()))
                .hasMessageContaining("80 characters");
    }
}
