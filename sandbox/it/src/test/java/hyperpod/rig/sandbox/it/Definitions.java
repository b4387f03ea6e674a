package hyperpod.rig.sandbox.it;

import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.sandbox.statemachines.definition.Definition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** Both state machines, the very files, with what the template puts into them on AWS. */
final class Definitions {

    static final String PROVISION = "statemachine/provision.asl.json";
    static final String ROLLBACK = "statemachine/rollback.asl.json";
    /** As the template names it, by the id of the stack. */
    static final String PROVISION_NAME = "provision-51af3dc0-da77-11e4-872e-1234567db123";

    static final String ROLLBACK_NAME = "hyperpod-rig-rollback";
    static final String PROVISION_EXECUTIONS = "arn:aws:states:us-east-1:111122223333:execution:" + PROVISION_NAME;

    private static final JsonNode TEMPLATE = Project.template();

    private Definitions() {}

    /** @param parameters what differs from the template's defaults, by the names that the definition uses */
    static Definition provision(Map<String, String> parameters) {
        return Definition.read(text(PROVISION), substitutions("ProvisionStateMachine", parameters));
    }

    static Definition rollback(Map<String, String> parameters) {
        return Definition.read(text(ROLLBACK), substitutions("RollbackStateMachine", parameters));
    }

    static Map<String, String> substitutionsOf(String path, Map<String, String> parameters) {
        return substitutions(path.equals(PROVISION) ? "ProvisionStateMachine" : "RollbackStateMachine", parameters);
    }

    static String text(String path) {
        try {
            return Files.readString(Project.file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> substitutions(String machine, Map<String, String> parameters) {
        Map<String, String> substitutions = new HashMap<>();
        TEMPLATE.at("/Resources/" + machine + "/Properties/DefinitionSubstitutions")
                .properties()
                .forEach(entry -> substitutions.put(entry.getKey(), value(entry.getKey(), entry.getValue())));
        substitutions.putAll(parameters);
        return substitutions;
    }

    /** What the template gives, where it is no text of its own: an ARN, or a parameter's default. */
    private static String value(String name, JsonNode given) {
        return switch (name) {
            case "ProvisionExecutionArn" -> PROVISION_EXECUTIONS;
            case "RollbackStateMachineArn" -> "arn:aws:states:us-east-1:111122223333:stateMachine:" + ROLLBACK_NAME;
            case "ResultTopicArn" -> "arn:aws:sns:us-east-1:111122223333:results";
            case "ApplicationName" -> "hyperpod-rig";
            default -> other(name, given);
        };
    }

    private static String other(String name, JsonNode given) {
        if (name.endsWith("FunctionArn")) {
            return "arn:aws:lambda:us-east-1:111122223333:function:" + name.replaceFirst("FunctionArn$", "") + ":1";
        }
        // As !If has it: what counts on AWS comes last.
        return parameter((given.isArray() ? given.get(given.size() - 1) : given).textValue());
    }

    private static String parameter(String name) {
        JsonNode parameter = TEMPLATE.at("/Parameters/" + name + "/Default");
        return parameter.isMissingNode() ? name : parameter.asText();
    }
}
