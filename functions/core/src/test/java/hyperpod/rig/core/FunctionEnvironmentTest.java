package hyperpod.rig.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

class FunctionEnvironmentTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private static FunctionEnvironment with(Map<String, String> variables) {
        return FunctionEnvironment.simulated(variables, CLOCK, new SdkHttpClient() {
            @Override
            public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
                throw new IllegalStateException("nobody is called here");
            }

            @Override
            public void close() {
                // It holds nothing.
            }
        });
    }

    @Test
    void aVariableMustBeSet() {
        FunctionEnvironment environment = with(Map.of("SET", "value", "BLANK", " ", "APPLICATION_NAME", "app"));
        assertThat(environment.required("SET")).isEqualTo("value");
        assertThat(environment.application()).isEqualTo("app");
        for (String name : new String[] {"UNSET", "BLANK"}) {
            assertThatThrownBy(() -> environment.required(name))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("environment variable " + name + " is not set: template.yaml gives it to the function");
        }
    }

    @Test
    void aListMayBeEmptyButMustBeThere() {
        FunctionEnvironment environment = with(Map.of("TWO", "a, b,", "NONE", ""));
        assertThat(environment.list("TWO")).containsExactly("a", "b");
        assertThat(environment.list("NONE")).isEmpty();
        assertThatThrownBy(() -> environment.list("UNSET")).hasMessageContaining("UNSET");
    }

    @Test
    void theTimeIsTheOneThatIsGiven() {
        assertThat(with(Map.of()).clock().instant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void lambdaGivesTheProcesssVariables() {
        assertThat(FunctionEnvironment.ofLambda().required("PATH")).isEqualTo(System.getenv("PATH"));
    }
}
