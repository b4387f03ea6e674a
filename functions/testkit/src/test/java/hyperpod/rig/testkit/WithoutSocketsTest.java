package hyperpod.rig.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hyperpod.rig.core.FunctionEnvironment;
import hyperpod.rig.core.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;
import software.amazon.awssdk.services.sagemaker.model.ClusterStatus;
import software.amazon.awssdk.services.sagemaker.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

/** The account as a simulation meets it: no socket, no thread, no wait, and whatever can go wrong with a call. */
class WithoutSocketsTest {

    private static final Instant LATER = AwsAccount.NOW.plusSeconds(60);

    private final AwsAccount account = new AwsAccount(InstantSource.fixed(LATER));
    private final FunctionEnvironment environment = FunctionEnvironment.simulated(
            Map.of(
                    "AWS_REGION", AwsAccount.REGION,
                    "AWS_ACCESS_KEY_ID", "TheFunction",
                    "AWS_SECRET_ACCESS_KEY", "any"),
            InstantSource.fixed(LATER),
            account.http());
    private final SageMakerClient sageMaker = environment.client(SageMakerClient.builder());
    private final SageMakerClient creating = environment.creatingClient(SageMakerClient.builder());
    private final Ec2Client ec2 = environment.client(Ec2Client.builder());
    private final S3Client s3 = environment.client(S3Client.builder());
    private final IamClient iam = environment.client(IamClient.builder());

    @Test
    void allProtocolsAreUnderstood() {
        creating.createCluster(r -> r.clusterName("nova"));
        assertThat(sageMaker.describeCluster(r -> r.clusterName("nova")).creationTime())
                .isEqualTo(LATER);
        account.isolatedVpc();
        assertThat(ec2.describeSubnets(r -> r.filters(Filter.builder()
                                .name("subnet-id")
                                .values("subnet-1")
                                .build()))
                        .subnets())
                .hasSize(1);
        account.bucket("bucket");
        s3.putObject(r -> r.bucket("bucket").key("a/b c+d"), RequestBody.fromString("content"));
        assertThat(account.objects("bucket")).containsExactly(Map.entry("a/b c+d", "content"));
        assertThat(s3.getObjectAsBytes(r -> r.bucket("bucket").key("a/b c+d")).asUtf8String())
                .isEqualTo("content");
        assertThatThrownBy(() -> s3.headBucket(r -> r.bucket("none"))).isInstanceOf(S3Exception.class);
        account.eksCluster("nova", "vpc-1");
        assertThat(environment
                        .client(EksClient.builder())
                        .describeCluster(r -> r.name("nova"))
                        .cluster()
                        .name())
                .isEqualTo("nova");
        account.role("arn:aws:iam::111122223333:role/nova");
        assertThat(iam.getRole(r -> r.roleName("nova")).role().roleName()).isEqualTo("nova");
    }

    @Test
    void noCallStartsAThread() {
        account.cluster("nova");
        sageMaker.listClusters(r -> {});
        var before = Thread.getAllStackTraces().keySet();
        account.fate(once("ListClusters", new Fault.Throttled()));
        sageMaker.listClusters(r -> {});
        account.fate(once("ListClusters", new Fault.Lost()));
        sageMaker.listClusters(r -> {});
        assertThat(before).containsAll(Thread.getAllStackTraces().keySet());
    }

    @Test
    void theSdkRepeatsAtOnceAndRemembersNothing() {
        for (int i = 0; i < 300; i++) {
            account.fate(once("ListClusters", new Fault.Refused("InternalFailure", 500, "failed")));
            sageMaker.listClusters(r -> {});
        }
        assertThat(account.callCounts()).containsExactly(Map.entry("sagemaker:ListClusters", 600L));
        account.fate(once("CreateCluster", new Fault.Throttled()));
        assertThatThrownBy(() -> creating.createCluster(r -> r.clusterName("nova")))
                .isInstanceOf(SageMakerException.class);
        assertThat(account.calls("CreateCluster")).hasSize(1);
    }

    @Test
    void whoeverMayNotIsToldSoInTheServicesOwnWords() {
        account.fate(call -> call.caller().equals("TheFunction") ? Optional.of(new Fault.Denied()) : Optional.empty());
        assertThatThrownBy(() -> sageMaker.listClusters(r -> {}))
                .isInstanceOfSatisfying(
                        SageMakerException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
        assertThatThrownBy(() -> ec2.describeSubnets())
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnauthorizedOperation"));
        assertThatThrownBy(() -> iam.getRole(r -> r.roleName("nova")))
                .isInstanceOfSatisfying(
                        IamException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
        assertThatThrownBy(() -> s3.listBuckets())
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
    }

    @Test
    void aLostAnswerHasItsEffectAndALateOneGetsIt() {
        account.fate(once("CreateCluster", new Fault.Lost()));
        assertThatThrownBy(() -> creating.createCluster(r -> r.clusterName("lost")))
                .isInstanceOf(SdkClientException.class);
        assertThat(status("lost")).isEqualTo(ClusterStatus.CREATING);

        List<Runnable> late = new ArrayList<>();
        account.fate(once("CreateCluster", new Fault.Late(late::add)));
        assertThatThrownBy(() -> creating.createCluster(r -> r.clusterName("late")))
                .isInstanceOf(SdkClientException.class);
        assertThatThrownBy(() -> status("late")).isInstanceOf(ResourceNotFoundException.class);
        late.forEach(Runnable::run);
        assertThat(status("late")).isEqualTo(ClusterStatus.CREATING);
        // Run again it is refused, and nobody hears of it.
        late.forEach(Runnable::run);
    }

    @Test
    void whoeverIsKilledDiesBeforeOrAfterTheEffect() {
        account.fate(once("CreateCluster", new Fault.Killed(false)));
        assertThatThrownBy(() -> creating.createCluster(r -> r.clusterName("nova")))
                .isInstanceOf(KilledError.class);
        assertThatThrownBy(() -> status("nova")).isInstanceOf(ResourceNotFoundException.class);
        account.fate(once("CreateCluster", new Fault.Killed(true)));
        assertThatThrownBy(() -> creating.createCluster(r -> r.clusterName("nova")))
                .isInstanceOf(KilledError.class);
        assertThat(status("nova")).isEqualTo(ClusterStatus.CREATING);
    }

    @Test
    void anEmptySuccessIsNoAnswer() {
        account.fate(call -> Optional.of(new Fault.Answered("")));
        assertThatThrownBy(() -> sageMaker.listClusters(r -> {})).hasMessageContaining("without the body");
    }

    @Test
    void somebodyElseCanAnswerForAService() {
        account.served("sagemaker", (operation, request) -> {
            if (operation.equals("DescribeCluster")) {
                throw AwsError.badRequest("ResourceNotFound", "not here");
            }
            return Json.MAPPER.createObjectNode().put("ClusterArn", "made elsewhere");
        });
        assertThat(creating.createCluster(r -> r.clusterName("nova")).clusterArn())
                .isEqualTo("made elsewhere");
        assertThatThrownBy(() -> status("nova")).isInstanceOf(ResourceNotFoundException.class);
        assertThat(account.ask("sagemaker", "CreateCluster", Json.MAPPER.createObjectNode())
                        .size())
                .isEqualTo(1);
        assertThat(account.calls("CreateCluster")).hasSize(1);
    }

    private ClusterStatus status(String name) {
        return sageMaker.describeCluster(r -> r.clusterName(name)).clusterStatus();
    }

    private static Function<Call, Optional<Fault>> once(String operation, Fault fault) {
        List<Fault> left = new ArrayList<>(List.of(fault));
        return call -> call.is(operation) && !left.isEmpty() ? Optional.of(left.removeFirst()) : Optional.empty();
    }
}
