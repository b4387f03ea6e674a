package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** CloudFormation deletes a resource before those that it depends on, and these only if that succeeded. */
class DeletionOrderTest {

    private static final JsonNode RESOURCES = TranslatedTemplate.read().get("Resources");
    private static final String GUARD = "DeletionGuard";
    private static final Pattern SUBSTITUTED = Pattern.compile("\\$\\{(\\w+)(\\.\\w+)?}");

    @Test
    void theGuardIsDeletedBeforeAnythingElse() {
        Set<String> all = RESOURCES.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
        assertThat(reached(GUARD)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(all.stream()
                        .filter(resource ->
                                dependencies(RESOURCES.get(resource)).contains(GUARD)))
                .isEmpty();
    }

    /** CloudFormation would wait an hour for an answer that does not come. */
    @Test
    void theGuardIsNotWaitedForLongerThanItsFunctionRuns() {
        JsonNode guard = RESOURCES.get(GUARD).get("Properties");
        int timeout = RESOURCES
                .get(guard.at("/ServiceToken/Fn::GetAtt/0").asText())
                .at("/Properties/Timeout")
                .asInt();
        assertThat(guard.get("ServiceTimeout").asInt()).isBetween(timeout, 3 * timeout);
    }

    private static Set<String> reached(String from) {
        Set<String> reached = new LinkedHashSet<>(Set.of(from));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            dependencies(RESOURCES.get(open.pop())).stream()
                    .filter(reached::add)
                    .forEach(open::push);
        }
        return reached;
    }

    private static Set<String> dependencies(JsonNode node) {
        Stream<String> here = switch (node.size() == 1
                ? node.properties().stream().map(Map.Entry::getKey).findFirst().orElse("")
                : "") {
            case "Ref" -> Stream.of(node.get("Ref").asText());
            case "Fn::GetAtt" -> Stream.of(node.at("/Fn::GetAtt/0").asText());
            case "Fn::Sub" ->
                SUBSTITUTED
                        .matcher(
                                node.get("Fn::Sub").isArray()
                                        ? node.at("/Fn::Sub/0").asText()
                                        : node.get("Fn::Sub").asText())
                        .results()
                        .map(found -> found.group(1));
            default -> Stream.empty();
        };
        Stream<String> named = node.path("DependsOn").isTextual()
                ? Stream.of(node.get("DependsOn").asText())
                : node.path("DependsOn").valueStream().map(JsonNode::asText);
        return Stream.of(here, named, node.valueStream().flatMap(child -> dependencies(child).stream()))
                .flatMap(names -> names)
                .filter(RESOURCES::has)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
