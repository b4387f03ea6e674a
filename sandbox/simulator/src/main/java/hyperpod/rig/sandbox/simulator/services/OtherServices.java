package hyperpod.rig.sandbox.simulator.services;

import hyperpod.rig.sandbox.simulator.network.Ec2Network;
import hyperpod.rig.sandbox.simulator.network.Network;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What the control planes ask of, and do in, the account's other services.
 *
 * @param network the network of EC2
 * @param roles the roles of IAM
 * @param eksClusters the clusters of EKS
 * @param buckets the buckets of S3
 * @param events the default bus of EventBridge
 */
public record OtherServices(
        Network network, ExecutionRoles roles, EksClusters eksClusters, Buckets buckets, EventBus events) {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /**
     * Those of one local stack.
     *
     * @param endpoint where all of them answer
     * @param account whose they are. Without credentials in the environment it is also the access key: the local stack
     *     reads a 12-digit access key as the account
     */
    public static OtherServices of(URI endpoint, String region, String account) {
        return new OtherServices(
                new Ec2Network(client(Ec2Client.builder(), endpoint, region, account)),
                new IamRoles(client(IamClient.builder(), endpoint, region, account)),
                new DescribedEksClusters(client(EksClient.builder(), endpoint, region, account)),
                new S3Buckets(
                        client(
                                S3Client.builder().forcePathStyle(true).crossRegionAccessEnabled(false),
                                endpoint,
                                region,
                                account),
                        region),
                new EventBridgeBus(client(
                        // What tells MiniStack's EventBridge that an AWS service speaks.
                        EventBridgeClient.builder()
                                .overrideConfiguration(o -> o.putHeader("X-Sandbox-Service", "sagemaker")),
                        endpoint,
                        region,
                        account)));
    }

    private static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(
            B builder, URI endpoint, String region, String account) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(AwsCredentialsProviderChain.of(
                        EnvironmentVariableCredentialsProvider.create(),
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(account, "test"))))
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(ANSWER)
                        .build())
                .build();
    }
}
