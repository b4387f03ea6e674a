package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A call that the account received, refused ones included.
 *
 * @param caller the access key id that signed it
 * @param service the service's name in signatures and IAM actions: {@code sagemaker}, {@code fsx}, {@code states}, ...
 * @param operation such as {@code ListClusters}
 * @param body the parameters: of the JSON services as sent, of all others as JSON of the same shape
 */
public record Call(String caller, String service, String operation, JsonNode body) {

    /** Whether it is the operation, written alone or as an IAM action ({@code eks:DescribeCluster}). */
    public boolean is(String name) {
        return name.equals(operation) || name.equals(service + ":" + operation);
    }
}
