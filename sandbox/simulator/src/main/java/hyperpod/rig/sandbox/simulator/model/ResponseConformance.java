package hyperpod.rig.sandbox.simulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that a response is one that the service could give: only members of the model, of its types, within its
 * constraints. A simulator that answers what AWS never would teaches its users wrong things.
 */
public final class ResponseConformance {

    private final ServiceModel model;
    private final RequestReader reader;
    private final ConstraintValidator constraints;

    /** A check for one service. */
    public ResponseConformance(ServiceModel model) {
        this.model = model;
        this.reader = new RequestReader(model);
        this.constraints = new ConstraintValidator(model);
    }

    /** What is wrong with the operation's response, in words; empty if nothing is. */
    public List<String> problems(String operation, JsonNode response) {
        Shape.Structure shape = model.output(operation);
        List<String> problems = new ArrayList<>();
        try {
            JsonNode read = reader.read(shape, response);
            unknownMembers(response, read, operation, problems);
            constraints.violations(shape, read).forEach(violation -> problems.add(violation.toString()));
        } catch (MalformedRequestException e) {
            problems.add(operation + ": " + e.getMessage());
        }
        return List.copyOf(problems);
    }

    private static void unknownMembers(JsonNode response, JsonNode read, String path, List<String> problems) {
        if (response.isObject()) {
            response.properties().forEach(member -> {
                String at = path + "." + member.getKey();
                if (!read.has(member.getKey())) {
                    problems.add(at + " is null or not a member of the model");
                } else {
                    unknownMembers(member.getValue(), read.path(member.getKey()), at, problems);
                }
            });
        } else if (response.isArray()) {
            for (int i = 0; i < response.size(); i++) {
                unknownMembers(response.get(i), read.path(i), path + "[" + i + "]", problems);
            }
        }
    }
}
