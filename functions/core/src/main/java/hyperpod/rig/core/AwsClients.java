package hyperpod.rig.core;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/** Builds SDK clients alike: one HTTP client without a connection pool thread, and timeouts by {@link CallPolicy}. */
public final class AwsClients {

    private AwsClients() {}

    /**
     * Builds a client for whoever runs this: Region, credentials and endpoint are found as the SDK finds them.
     *
     * @param <B> the client's builder
     * @param <C> the client
     */
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(B builder) {
        return build(builder, CallPolicy.SHORT_ATTEMPTS);
    }

    /**
     * Builds such a client with another policy.
     *
     * @param <B> the client's builder
     * @param <C> the client
     */
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(
            B builder, CallPolicy policy) {
        return builder.httpClientBuilder(http(policy))
                .overrideConfiguration(calls(policy))
                .build();
    }

    /**
     * Builds a function's client. Lambda gives Region and credentials in the environment, unless the function uses
     * SnapStart. The SDK looks there alone and starts without the classes that look elsewhere.
     *
     * @param <B> the client's builder
     * @param <C> the client
     */
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C ofFunction(B builder) {
        return ofFunction(builder, FunctionHttp.CLIENT, CallPolicy.SHORT_ATTEMPTS);
    }

    /**
     * Builds the client of a function that creates.
     *
     * @param <B> the client's builder
     * @param <C> the client
     */
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C ofCreatingFunction(B builder) {
        return ofFunction(builder, http(CallPolicy.ONE_LONG_ATTEMPT).build(), CallPolicy.ONE_LONG_ATTEMPT);
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C ofFunction(
            B builder, SdkHttpClient http, CallPolicy policy) {
        return builder.httpClient(http)
                .region(Region.of(Configuration.required("AWS_REGION")))
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .defaultsMode(DefaultsMode.LEGACY)
                .overrideConfiguration(calls(policy))
                .build();
    }

    private static UrlConnectionHttpClient.Builder http(CallPolicy policy) {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(2))
                .socketTimeout(policy.attempt());
    }

    private static ClientOverrideConfiguration calls(CallPolicy policy) {
        ClientOverrideConfiguration.Builder calls = ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(policy.attempt())
                .apiCallTimeout(policy.call())
                .addExecutionInterceptor(new WholeAnswers())
                .addExecutionInterceptor(new NewerMembers());
        // Three attempts fit the call's time; what throttles longer is for the state machine to repeat.
        return policy.repeats()
                ? calls.retryStrategy(RetryMode.STANDARD).build()
                : calls.retryStrategy(DefaultRetryStrategy.doNotRetry()).build();
    }

    /** One for all clients of a function: each would read the JDK's certificates again. */
    private static final class FunctionHttp {
        private static final SdkHttpClient CLIENT =
                http(CallPolicy.SHORT_ATTEMPTS).build();
    }
}
