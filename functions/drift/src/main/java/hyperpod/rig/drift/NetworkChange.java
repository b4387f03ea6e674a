package hyperpod.rig.drift;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A call that changed a network, as CloudTrail recorded it and EventBridge delivered it.
 *
 * @param eventName the call, such as {@code CreateRoute}
 * @param eventSource the service, such as {@code ec2.amazonaws.com}
 * @param by who called: the ARN of the identity, or what else CloudTrail knows of it
 * @param at when, in ISO 8601
 * @param eventId CloudTrail's id of the event, by which it is found in the trail
 * @param vpcIds the VPCs that it is about; none if the event does not tell
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-aws-api-call-via-cloudtrail.html">AWS API
 *     Call via CloudTrail</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">
 *     CloudTrail userIdentity element</a>
 */
record NetworkChange(
        String eventName,
        String eventSource,
        Optional<String> by,
        Optional<String> at,
        Optional<String> eventId,
        @JsonIgnore Set<String> vpcIds) {

    /**
     * Calls that change the VPC that they name and no other. A VPC that another call names can be the other side of the
     * change: that of a transit gateway's new attachment, or of a group that a rule refers to.
     */
    private static final Set<String> OF_THE_VPC_THAT_THEY_NAME = Set.of(
            "AssociateDhcpOptions",
            "AssociateResolverRule",
            "AttachInternetGateway",
            "AttachVpnGateway",
            "CreateDefaultSubnet",
            "CreateEgressOnlyInternetGateway",
            "CreateNatGateway",
            "CreateNetworkAcl",
            "CreateNetworkInterface",
            "CreateRouteTable",
            "CreateSecurityGroup",
            "CreateSubnet",
            "CreateVpc",
            "CreateVpcEndpoint",
            "DeleteVpc",
            "DetachInternetGateway",
            "DetachVpnGateway",
            "DisassociateResolverRule",
            "ModifyVpcAttribute",
            "RunInstances");

    private static final Pattern VPC_ID = Pattern.compile("vpc-[0-9a-f]{8,17}");

    /** What EventBridge delivered; an event of another shape is a change of which nothing is known. */
    static NetworkChange of(JsonNode event) {
        JsonNode detail = event.path("detail");
        String eventName = detail.path("eventName").asText("unknown");
        Set<String> vpcIds = new LinkedHashSet<>();
        if (OF_THE_VPC_THAT_THEY_NAME.contains(eventName)) {
            collect(detail.path("requestParameters"), vpcIds);
            collect(detail.path("responseElements"), vpcIds);
        }
        return new NetworkChange(
                eventName,
                detail.path("eventSource").asText("unknown"),
                text(detail, "/userIdentity/arn")
                        .or(() -> text(detail, "/userIdentity/invokedBy"))
                        .or(() -> text(detail, "/userIdentity/principalId"))
                        .or(() -> text(detail, "/userIdentity/accountId")),
                text(detail, "/eventTime"),
                text(detail, "/eventID"),
                vpcIds);
    }

    private static Optional<String> text(JsonNode of, String pointer) {
        return Optional.of(of.at(pointer)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    private static void collect(JsonNode value, Set<String> vpcIds) {
        if (value.isTextual() && VPC_ID.matcher(value.textValue()).matches()) {
            vpcIds.add(value.textValue());
        }
        value.forEach(part -> collect(part, vpcIds));
    }
}
