package hyperpod.rig.core;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** Builds SDK clients alike: one HTTP client without a connection pool thread, and timeouts by {@link CallPolicy}. */
public final class AwsClients {

    /** Where simulated clients send their requests: to an address, so that S3 has the bucket in the path. */
    public static final URI NOWHERE = URI.create("http://127.0.0.1");

    private static final RetryStrategy NEVER = DefaultRetryStrategy.doNotRetry();

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
    static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C ofFunction(
            B builder, String region, CallPolicy policy) {
        SdkHttpClient http = policy == CallPolicy.SHORT_ATTEMPTS
                ? FunctionHttp.CLIENT
                : http(policy).build();
        return builder.httpClient(http)
                .region(Region.of(region))
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .defaultsMode(DefaultsMode.LEGACY)
                .overrideConfiguration(calls(policy))
                .build();
    }

    /**
     * Builds a client that starts no thread and waits for nothing: what an attempt and a repetition cost in time is for
     * the HTTP client to say. It remembers nothing of earlier calls, as the SDK's own strategy does.
     *
     * @param <B> the client's builder
     * @param <C> the client
     */
    static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C simulated(
            B builder,
            String region,
            String accessKeyId,
            String secretAccessKey,
            SdkHttpClient http,
            CallPolicy policy) {
        return builder.httpClient(http)
                .region(Region.of(region))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey)))
                .endpointOverride(NOWHERE)
                .defaultsMode(DefaultsMode.LEGACY)
                .overrideConfiguration(answers()
                        .retryStrategy(policy.repeats() ? Repeats.AT_ONCE : NEVER)
                        .build())
                .build();
    }

    private static UrlConnectionHttpClient.Builder http(CallPolicy policy) {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(2))
                .socketTimeout(policy.attempt());
    }

    private static ClientOverrideConfiguration calls(CallPolicy policy) {
        ClientOverrideConfiguration.Builder calls =
                answers().apiCallAttemptTimeout(policy.attempt()).apiCallTimeout(policy.call());
        // Three attempts fit the call's time; what throttles longer is for the state machine to repeat.
        return policy.repeats()
                ? calls.retryStrategy(RetryMode.STANDARD).build()
                : calls.retryStrategy(NEVER).build();
    }

    private static ClientOverrideConfiguration.Builder answers() {
        return ClientOverrideConfiguration.builder()
                .addExecutionInterceptor(new WholeAnswers())
                .addExecutionInterceptor(new NewerMembers());
    }

    /** As {@link RetryMode#STANDARD}, without its waits and without what it remembers. */
    private static final class Repeats {
        private static final RetryStrategy AT_ONCE = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .backoffStrategy(BackoffStrategy.retryImmediately())
                .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                .circuitBreakerEnabled(false)
                .build();
    }

    /** One for all clients of a function: each would read the JDK's certificates again. */
    private static final class FunctionHttp {
        private static final SdkHttpClient CLIENT =
                http(CallPolicy.SHORT_ATTEMPTS).build();
    }
}
