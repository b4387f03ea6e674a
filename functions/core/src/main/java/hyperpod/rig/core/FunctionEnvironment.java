package hyperpod.rig.core;

import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * What a function finds around it: the settings that the template gives it as environment variables, none of them a
 * secret, the clients of AWS's services, and the time. A handler asks for nothing else, and so runs wherever somebody
 * makes one of these.
 */
public final class FunctionEnvironment {

    private final Map<String, String> variables;
    private final InstantSource clock;
    private final Optional<SdkHttpClient> http;

    private FunctionEnvironment(Map<String, String> variables, InstantSource clock, Optional<SdkHttpClient> http) {
        this.variables = variables;
        this.clock = clock;
        this.http = http;
    }

    /** The environment that Lambda gives. */
    public static FunctionEnvironment ofLambda() {
        return new FunctionEnvironment(System.getenv(), Clock.systemUTC(), Optional.empty());
    }

    /**
     * An environment in which the caller's thread does everything, and nothing waits: clients have no timers, and
     * repeat at once what may be repeated. Whoever calls {@link SideBySide} runs it {@linkplain SideBySide#inTurn in
     * turn}.
     *
     * @param variables what the template would set, and what Lambda would: {@code AWS_REGION} and the credentials
     * @param clock the time
     * @param http gets the requests of all clients, to {@link AwsClients#NOWHERE}
     */
    public static FunctionEnvironment simulated(
            Map<String, String> variables, InstantSource clock, SdkHttpClient http) {
        return new FunctionEnvironment(Map.copyOf(variables), clock, Optional.of(http));
    }

    /** Name of the application, the value of the tag {@link OwnershipTags#APPLICATION_KEY}. */
    public String application() {
        return required("APPLICATION_NAME");
    }

    /**
     * The value of an environment variable.
     *
     * @throws IllegalStateException if the template does not set it
     */
    public String required(String name) {
        String value = set(name);
        if (value.isBlank()) {
            throw unset(name);
        }
        return value;
    }

    /**
     * The values that an environment variable lists, separated by commas; none if it is empty.
     *
     * @throws IllegalStateException if the template does not set it
     */
    public List<String> list(String name) {
        return Stream.of(set(name).split(","))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** The time. */
    public InstantSource clock() {
        return clock;
    }

    /**
     * Builds the client of a service, for calls that may be repeated at will.
     *
     * @param <B> the client's builder
     * @param <C> the client
     */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return client(builder, CallPolicy.SHORT_ATTEMPTS);
    }

    /**
     * Builds the client of a function that creates: one long attempt.
     *
     * @param <B> the client's builder
     * @param <C> the client
     */
    public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C creatingClient(B builder) {
        return client(builder, CallPolicy.ONE_LONG_ATTEMPT);
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder, CallPolicy policy) {
        String region = required("AWS_REGION");
        return http.isPresent()
                ? AwsClients.simulated(
                        builder,
                        region,
                        required("AWS_ACCESS_KEY_ID"),
                        required("AWS_SECRET_ACCESS_KEY"),
                        http.get(),
                        policy)
                : AwsClients.ofFunction(builder, region, policy);
    }

    private String set(String name) {
        return Optional.ofNullable(variables.get(name)).orElseThrow(() -> unset(name));
    }

    private static IllegalStateException unset(String name) {
        return new IllegalStateException(
                "environment variable " + name + " is not set: template.yaml gives it to the function");
    }
}
