package hyperpod.rig.core;

import java.time.Duration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * Builds SDK clients alike: one HTTP client without a connection pool thread, and timeouts that end well before the shortest
 * function timeout of the template, so that a slow answer becomes an error that the state machine can repeat.
 */
public final class AwsClients {

    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final Duration CALL = Duration.ofSeconds(18);

    private AwsClients() {}

    /**
     * Builds a client from its builder. Region, credentials and endpoints come from the Lambda environment.
     *
     * @param <B> the client's builder
     * @param <C> the client
     */
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(B builder) {
        return builder
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(Duration.ofSeconds(2)).socketTimeout(ATTEMPT))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        // Three attempts fit the call's time; what throttles longer is for the state machine to repeat.
                        .retryStrategy(RetryMode.STANDARD)
                        .apiCallAttemptTimeout(ATTEMPT)
                        .apiCallTimeout(CALL)
                        .addExecutionInterceptor(new WholeAnswers())
                        .build())
                .build();
    }
}
