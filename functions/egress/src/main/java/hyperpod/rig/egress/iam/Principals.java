package hyperpod.rig.egress.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Those whom a statement is about.
 *
 * @param inverted whether it is about everybody else: {@code NotPrincipal}
 * @param byType the principals by type, such as {@code AWS}, {@code Service}, {@code Federated}; {@code *} alone counts
 *     as {@code AWS}
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html">Principal</a>
 */
public record Principals(boolean inverted, Map<String, List<String>> byType) {

    private static final String AWS = "AWS";
    private static final String SERVICE = "Service";
    private static final String EVERYBODY = "*";

    public Principals {
        byType = Map.copyOf(byType);
    }

    static Optional<Principals> in(JsonNode statement) {
        boolean inverted = Selection.isInverted(statement, "Principal");
        String name = inverted ? "NotPrincipal" : "Principal";
        JsonNode principals = statement.path(name);
        if (principals.isMissingNode()) {
            return Optional.empty();
        }
        Map<String, List<String>> byType = new TreeMap<>();
        if (principals.isObject()) {
            principals.properties().forEach(type -> byType.put(type.getKey(), OneOrMany.texts(type.getValue(), name)));
        } else {
            byType.put(AWS, OneOrMany.texts(principals, name));
        }
        return Optional.of(new Principals(inverted, byType));
    }

    /** The principals of type {@code AWS}: accounts, ARNs of users and roles, or {@code *}. */
    public List<String> aws() {
        return byType.getOrDefault(AWS, List.of());
    }

    /** Whether everybody is named. */
    public boolean nameEverybody() {
        return aws().contains(EVERYBODY);
    }

    /** Whether a service is named: a principal is named whole, or everybody is. */
    boolean namesService(String service) {
        List<String> services = byType.getOrDefault(SERVICE, List.of());
        return nameEverybody() || services.contains(EVERYBODY) || services.contains(service);
    }
}
