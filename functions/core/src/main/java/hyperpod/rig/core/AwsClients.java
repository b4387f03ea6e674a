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

/**
 * Builds SDK clients alike: one HTTP client without a connection pool thread, and timeouts that end well before the
 * shortest function timeout of the template, so that a slow answer becomes an error that the state machine can repeat.
 */
public final class AwsClients {

    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final Duration CALL = Duration.ofSeconds(18);

    private AwsClients() {}

    /**
     * Builds a client for whoever runs this: Region, credentials and endpoint are found as the SDK finds them.
     *
     * @param <B> the client's builder
     * @param <C> the client
     */
    public static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(B builder) {
        return builder.httpClientBuilder(http())
                .overrideConfiguration(calls().build())
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
        return builder.httpClient(FunctionHttp.CLIENT)
                .region(Region.of(Configuration.required("AWS_REGION")))
                .credentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .defaultsMode(DefaultsMode.LEGACY)
                .overrideConfiguration(calls().build())
                .build();
    }

    private static UrlConnectionHttpClient.Builder http() {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(Duration.ofSeconds(2))
                .socketTimeout(ATTEMPT);
    }

    private static ClientOverrideConfiguration.Builder calls() {
        return ClientOverrideConfiguration.builder()
                // Three attempts fit the call's time; what throttles longer is for the state machine to repeat.
                .retryStrategy(RetryMode.STANDARD)
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .addExecutionInterceptor(new WholeAnswers());
    }

    /** One for all clients of a function: each would read the JDK's certificates again. */
    private static final class FunctionHttp {
        private static final SdkHttpClient CLIENT = http().build();
    }
}
