package hyperpod.rig.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;
import hyperpod.rig.core.InvalidRequestException;
import java.net.URI;
import java.util.Optional;

/**
 * What CloudFormation asks the provider of a custom resource.
 *
 * @param requestType Create, Update or Delete
 * @param responseUrl where it waits for the answer, for an hour or the resource's {@code ServiceTimeout}
 * @param stackId the stack's ARN
 * @param requestId which question it is
 * @param logicalResourceId the resource's name in the template
 * @param physicalResourceId what the answer to its Create named it; absent in a Create
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html">Custom resource
 *     request objects</a>
 */
record CustomResourceEvent(
        @JsonProperty("RequestType") String requestType,
        @JsonProperty("ResponseURL") URI responseUrl,
        @JsonProperty("StackId") String stackId,
        @JsonProperty("RequestId") String requestId,
        @JsonProperty("LogicalResourceId") String logicalResourceId,
        @JsonProperty("PhysicalResourceId") Optional<String> physicalResourceId) {

    CustomResourceEvent {
        if (requestType == null || responseUrl == null || stackId == null) {
            throw new InvalidRequestException(
                    "the event has no RequestType, ResponseURL or StackId: CloudFormation invokes this function");
        }
    }
}
