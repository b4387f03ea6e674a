package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * A provisioned cluster's network is opened behind a transit gateway: the evidence, the drift audit, which an event of
 * the change begins, and the command line see it.
 */
@ExtendWith(LocalStack.Resolver.class)
class DriftIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVERYWHERE = "0.0.0.0/0";

    private final LocalStack stack;
    private final Ec2Client ec2;

    DriftIT(LocalStack stack) {
        this.stack = stack;
        ec2 = stack.client(Ec2Client.builder());
    }

    @Test
    void aNetworkThatIsOpenedLaterIsToldAndKept(@TempDir Path directory) throws IOException {
        ObjectNode request = stack.request("drifting");
        ((ObjectNode) request.at("/restrictedInstanceGroups/0")).remove("deepHealthChecks");
        String subnet = request.at("/network/subnetIds/0").asText();
        String vpc = ec2.describeSubnets(r -> r.subnetIds(subnet))
                .subnets()
                .getFirst()
                .vpcId();
        Executions executions = new Executions(stack);
        DescribeExecutionResponse ended = executions.awaitEnd(executions.start(request.toString()));
        assertThat(ended.status()).as(ended.cause()).isEqualTo(ExecutionStatus.SUCCEEDED);
        JsonNode evidence = JSON.readTree(ended.output()).at("/egress/evidence");
        assertThat(evidence.get("report").asText()).endsWith(ended.name() + "/after-creation/report.html");
        assertThat(objects(ended.name()))
                .containsExactlyInAnyOrder(
                        ended.name() + "/before-spending/report.json",
                        ended.name() + "/before-spending/report.html",
                        ended.name() + "/before-spending/snapshot.zip",
                        ended.name() + "/before-spending/policy.json",
                        ended.name() + "/before-spending/manifest.json",
                        ended.name() + "/after-creation/report.json",
                        ended.name() + "/after-creation/report.html",
                        ended.name() + "/after-creation/snapshot.zip",
                        ended.name() + "/after-creation/policy.json",
                        ended.name() + "/after-creation/manifest.json");

        evidenceHolds(ended.name(), evidence.get("manifestSha256").asText());

        Notifications notifications = new Notifications(stack, "drift-notifications");
        assertThat(drift("drifting").get("worsened").asBoolean()).isFalse();
        openThroughTransitGateway(
                vpc, subnet, request.at("/network/securityGroupIds/0").asText());
        tellOfChange();
        assertThat(notifications.receive("Egress Verdict Worsened").replaceAll("[\\\\ ]", ""))
                .contains("drifting", "EGR-104", "\"before\":\"LOCKED\"", "\"verdict\":\"OPEN\"", "network-admin/jane");
        assertThat(objects(ended.name())).anyMatch(key -> key.matches(ended.name() + "/drift/.*/report.html"));
        JsonNode again = drift("drifting");
        assertThat(again.get("worse").asBoolean()).isTrue();
        assertThat(again.get("worsened").asBoolean()).as("reported once").isFalse();

        String saved = directory.resolve("saved").toString();
        LocalStack.Output live =
                stack.audit(List.of("--vpc", vpc, "--save", saved, "--subnet", subnet, "--format", "json"));
        assertThat(live.exitStatus()).as(live.text()).isEqualTo(1);
        JsonNode report = JSON.readTree(live.text());
        assertThat(report.get("verdict").asText()).isEqualTo("OPEN");
        assertThat(report.at("/subnets/0/paths/0/kind").asText()).isEqualTo("TRANSIT_GATEWAY");
        LocalStack.Output fromSaved = stack.audit(List.of("--snapshot", saved, "--subnet", subnet, "--format", "json"));
        ObjectNode repeated = (ObjectNode) JSON.readTree(fromSaved.text());
        assertThat(repeated.at("/audit/snapshotSha256")).isEqualTo(report.at("/audit/snapshotSha256"));
        repeated.set("audit", report.get("audit"));
        assertThat(repeated).isEqualTo(report);
        assertThat(stack.audit(List.of("--vpc", vpc, "--save", saved)).exitStatus())
                .as("a directory with something in it")
                .isEqualTo(2);
        assertThat(stack.audit(List.of("--vpc", "vpc-00000000")).text()).contains("EC2 knows no VPC vpc-00000000");
    }

    /**
     * What the function stored is what the command line judges, with the same analysis; and nobody deletes it or puts
     * something else in its place unnoticed.
     */
    private void evidenceHolds(String executionName, String manifestSha256) {
        S3Client s3 = stack.client(S3Client.builder().forcePathStyle(true));
        String bucket = stack.output("EvidenceBucketName");
        String prefix = executionName + "/after-creation";
        List<String> verify = List.of("--verify", "s3://" + bucket + "/" + prefix, "--manifest-sha256", manifestSha256);
        LocalStack.Output intact = stack.audit(verify);
        assertThat(intact.text()).startsWith("INTACT: the network was LOCKED, judged again it is LOCKED\n");
        assertThat(intact.exitStatus()).isZero();

        String key = prefix + "/report.json";
        String version = s3.headObject(r -> r.bucket(bucket).key(key)).versionId();
        assertThatThrownBy(() -> s3.deleteObject(r -> r.bucket(bucket).key(key).versionId(version)))
                .hasMessageContaining("protected by object lock");
        s3.putObject(
                r -> r.bucket(bucket).key(key).checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromString("{\"verdict\": \"OPEN\"}"));
        LocalStack.Output overwritten = stack.audit(verify);
        assertThat(overwritten.text()).startsWith("INTACT: ").contains("Note: report.json was written 2 times");
        assertThat(overwritten.exitStatus()).isZero();
    }

    private List<String> objects(String executionName) {
        return stack
                .client(S3Client.builder().forcePathStyle(true))
                .listObjectsV2(r -> r.bucket(stack.output("EvidenceBucketName")).prefix(executionName + "/"))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    /** As CloudTrail's event reaches the default bus, which takes it only from AWS services. */
    private void tellOfChange() throws IOException {
        JsonNode event = JSON.readTree(
                Project.file("events/eventbridge/network-change.json").toFile());
        ObjectNode detail = event.get("detail").deepCopy();
        ((ObjectNode) detail.get("requestParameters")).remove("vpcId");
        stack.client(EventBridgeClient.builder())
                .putEvents(r -> r.overrideConfiguration(o -> o.putHeader("x-sandbox-service", "ec2"))
                        .entries(PutEventsRequestEntry.builder()
                                .source("aws.ec2")
                                .detailType(event.get("detail-type").asText())
                                .detail(detail.toString())
                                .build()));
    }

    private JsonNode drift(String clusterName) throws IOException {
        InvokeResponse answer = stack.client(LambdaClient.builder())
                .invoke(r -> r.functionName(stack.output("AuditDriftFunctionName")));
        String report = answer.payload().asString(StandardCharsets.UTF_8);
        assertThat(answer.functionError()).as(report).isNull();
        for (JsonNode cluster : JSON.readTree(report).get("clusters")) {
            if (cluster.get("clusterName").asText().equals(clusterName)) {
                return cluster;
            }
        }
        throw new AssertionError(clusterName + " was not audited: " + report);
    }

    /** Another VPC with a NAT gateway and an internet gateway, and a transit gateway that leads there. */
    private void openThroughTransitGateway(String vpc, String subnet, String group) {
        String egress = ec2.createVpc(r -> r.cidrBlock("10.99.0.0/16")).vpc().vpcId();
        String attached = ec2.createSubnet(r -> r.vpcId(egress).cidrBlock("10.99.1.0/24"))
                .subnet()
                .subnetId();
        String outer = ec2.createSubnet(r -> r.vpcId(egress).cidrBlock("10.99.2.0/24"))
                .subnet()
                .subnetId();
        String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
        ec2.attachInternetGateway(r -> r.vpcId(egress).internetGatewayId(gateway));
        String address = ec2.allocateAddress(r -> r.domain("vpc")).allocationId();
        String nat = ec2.createNatGateway(r -> r.subnetId(outer).allocationId(address))
                .natGateway()
                .natGatewayId();
        String inner = table(egress, attached);
        ec2.createRoute(
                r -> r.routeTableId(inner).destinationCidrBlock(EVERYWHERE).natGatewayId(nat));
        String out = table(egress, outer);
        ec2.createRoute(
                r -> r.routeTableId(out).destinationCidrBlock(EVERYWHERE).gatewayId(gateway));

        String transit = ec2.createTransitGateway(r -> {}).transitGateway().transitGatewayId();
        ec2.createTransitGatewayVpcAttachment(
                r -> r.transitGatewayId(transit).vpcId(vpc).subnetIds(subnet));
        String attachment = ec2.createTransitGatewayVpcAttachment(
                        r -> r.transitGatewayId(transit).vpcId(egress).subnetIds(attached))
                .transitGatewayVpcAttachment()
                .transitGatewayAttachmentId();
        String transitTable = ec2.describeTransitGatewayRouteTables(r -> r.filters(Filter.builder()
                        .name("transit-gateway-id")
                        .values(transit)
                        .build()))
                .transitGatewayRouteTables()
                .getFirst()
                .transitGatewayRouteTableId();
        ec2.createTransitGatewayRoute(r -> r.transitGatewayRouteTableId(transitTable)
                .destinationCidrBlock(EVERYWHERE)
                .transitGatewayAttachmentId(attachment));
        String own = ec2.describeRouteTables(r -> r.filters(Filter.builder()
                        .name("association.subnet-id")
                        .values(subnet)
                        .build()))
                .routeTables()
                .getFirst()
                .routeTableId();
        ec2.createRoute(
                r -> r.routeTableId(own).destinationCidrBlock(EVERYWHERE).transitGatewayId(transit));
        IpPermission everything = IpPermission.builder()
                .ipProtocol("-1")
                .ipRanges(IpRange.builder().cidrIp(EVERYWHERE).build())
                .build();
        ec2.authorizeSecurityGroupEgress(r -> r.groupId(group).ipPermissions(everything));
    }

    private String table(String vpc, String subnet) {
        String table = ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
        ec2.associateRouteTable(r -> r.routeTableId(table).subnetId(subnet));
        return table;
    }
}
