package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AWS REST JSON, of EKS, VPC Lattice and Route 53 Profiles: the operation is a method and a path.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/APIReference/API_Operations.html">Amazon EKS API Reference</a>
 */
record RestJsonProtocol() implements Protocol {

    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final String JSON = "application/json";
    private static final Map<Pattern, String> OPERATIONS = Map.of(
            Pattern.compile("GET /clusters/(?<name>[^/]+)"), "DescribeCluster",
            Pattern.compile("GET /clusters/(?<name>[^/]+)/addons"), "ListAddons",
            Pattern.compile("GET /clusters/(?<name>[^/]+)/addons/(?<addOn>[^/]+)"), "DescribeAddon",
            Pattern.compile("GET /profileassociations"), "ListProfileAssociations",
            Pattern.compile("GET /servicenetworkvpcassociations"), "ListServiceNetworkVpcAssociations");

    @Override
    public Call read(Signer signer, HttpCall http) {
        String route = http.method() + " " + http.path();
        for (Map.Entry<Pattern, String> operation : OPERATIONS.entrySet()) {
            Matcher path = operation.getKey().matcher(route);
            if (path.matches()) {
                ObjectNode parameters = Json.MAPPER.createObjectNode();
                path.namedGroups().keySet().forEach(group -> parameters.put(group, path.group(group)));
                http.query().forEach(parameters::put);
                return new Call(signer.accessKeyId(), signer.service(), operation.getValue(), parameters);
            }
        }
        throw AwsError.unknownOperation(route);
    }

    @Override
    public Answer success(Call call, JsonNode result) {
        return Answer.ok(JSON, result.toString());
    }

    @Override
    public Answer error(AwsError error) {
        String body = Json.MAPPER
                .createObjectNode()
                .put("message", error.getMessage())
                .toString();
        return new Answer(
                error.status(),
                Map.of("Content-Type", JSON, "x-amzn-ErrorType", error.code()),
                body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public AwsError throttling() {
        return new AwsError("ThrottlingException", TOO_MANY_REQUESTS, "Rate exceeded");
    }

    @Override
    public AwsError denial() {
        return new AwsError("AccessDeniedException", FORBIDDEN, "You are not authorized to perform this operation.");
    }
}
