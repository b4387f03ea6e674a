package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * AWS IAM.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html">IAM API Reference</a>
 */
final class Iam implements Service {

    private static final int PAGE = 100;

    private final List<IamRole> roles = new ArrayList<>();
    private final Pages pages;

    Iam(Pages pages) {
        this.pages = pages;
    }

    IamRole add(String arn) {
        IamRole role = new IamRole(arn);
        roles.add(role);
        return role;
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        return switch (operation) {
            case "GetRole" -> {
                String name = request.path("RoleName").asText();
                yield Json.MAPPER
                        .createObjectNode()
                        .set("Role", find(role -> role.get("RoleName").equals(name), name).json);
            }
            case "SimulatePrincipalPolicy" -> simulate(request);
            default -> throw AwsError.unknownOperation(operation);
        };
    }

    private ObjectNode simulate(JsonNode request) {
        String arn = request.path("PolicySourceArn").asText();
        IamRole role = find(found -> found.get("Arn").equals(arn), arn);
        List<JsonNode> results = new ArrayList<>();
        request.path("ActionNames")
                .forEach(action -> results.add(result(
                        role, action.asText(), request.at("/ResourceArns/0").asText("*"))));
        ObjectNode page =
                pages.of("SimulatePrincipalPolicy", "EvaluationResults", results, request, Pages.Names.MARKER, PAGE);
        return page.put("IsTruncated", page.has("Marker"));
    }

    private static ObjectNode result(IamRole role, String action, String resource) {
        boolean allowed = !role.denied.contains(action) && !role.conditional.containsKey(action);
        ObjectNode result = Json.MAPPER
                .createObjectNode()
                .put("EvalActionName", action)
                .put("EvalResourceName", resource)
                .put("EvalDecision", allowed ? "allowed" : "implicitDeny");
        if (role.conditional.containsKey(action)) {
            result.putArray("MissingContextValues").add(role.conditional.get(action));
        }
        return result;
    }

    private IamRole find(Predicate<IamRole> wanted, String what) {
        return roles.stream()
                .filter(Resource::exists)
                .filter(wanted)
                .findFirst()
                .orElseThrow(
                        () -> AwsError.notFound("NoSuchEntity", "The role with name " + what + " cannot be found."));
    }
}
