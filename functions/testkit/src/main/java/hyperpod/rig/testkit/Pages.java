package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Cuts lists into pages: a client that does not follow the token sees the first alone. */
final class Pages {

    /** How a service names the parameters of its lists. */
    enum Names {
        /** Of SageMaker, FSx and EC2. */
        UPPER("NextToken", "MaxResults"),
        /** Of Step Functions and EKS. */
        LOWER("nextToken", "maxResults"),
        /** Of IAM. */
        MARKER("Marker", "MaxItems"),
        /** Of the Resource Groups Tagging API. */
        TAGGING("PaginationToken", "ResourcesPerPage");

        private final String token;
        private final String limit;

        Names(String token, String limit) {
            this.token = token;
            this.limit = limit;
        }
    }

    private final Map<String, Integer> looks = new HashMap<>();
    private OptionalInt size = OptionalInt.empty();
    private int newcomersFrom = 1;

    /** Makes no page longer than this. */
    void limit(int items) {
        size = OptionalInt.of(items);
    }

    /** Lists what calls create only from the n-th look on. */
    void lag(int look) {
        newcomersFrom = look;
    }

    /** A resource that a call created, in lists as early as these show it. */
    <R extends Resource<R>> R created(R resource) {
        return resource.listedFromLook(newcomersFrom);
    }

    /** How often a list was begun to be read, this time included: 1 for the first. */
    int look(String operation, JsonNode request, Names names) {
        return request.hasNonNull(names.token)
                ? looks.getOrDefault(operation, 1)
                : looks.merge(operation, 1, Integer::sum);
    }

    /**
     * One page.
     *
     * @param member the member of the result that holds the list
     * @param usual the service's own limit where the caller gives none
     */
    ObjectNode of(
            String operation, String member, List<? extends JsonNode> items, JsonNode request, Names names, int usual) {
        int from = from(operation, request.path(names.token).asText(""), items.size());
        int limit = Math.min(request.path(names.limit).asInt(usual), size.orElse(usual));
        int to = Math.min(items.size(), from + limit);
        ObjectNode page = Json.MAPPER.createObjectNode();
        page.putArray(member).addAll(items.subList(from, to));
        if (to < items.size()) {
            page.put(names.token, operation + ":" + to);
        }
        return page;
    }

    /** A token belongs to the operation that gave it. */
    private static int from(String operation, String token, int size) {
        if (token.isEmpty()) {
            return 0;
        }
        if (!token.startsWith(operation + ":")) {
            throw AwsError.badRequest("ValidationException", "Invalid NextToken: " + token);
        }
        return Math.min(size, Integer.parseInt(token.substring(operation.length() + 1)));
    }
}
