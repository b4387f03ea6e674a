package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Amazon CloudWatch's metrics: each value is the only one of its minute.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html">GetMetricStatistics</a>
 */
final class CloudWatch implements Service {

    private final List<Value> values = new ArrayList<>();

    private record Value(String namespace, String metric, Map<String, String> dimensions, Instant time, double value) {}

    void put(String namespace, String metric, Map<String, String> dimensions, Instant time, double value) {
        values.add(new Value(namespace, metric, new TreeMap<>(dimensions), time, value));
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        if (!operation.equals("GetMetricStatistics")) {
            throw AwsError.unknownOperation(operation);
        }
        Map<String, String> dimensions = new TreeMap<>();
        request.path("Dimensions")
                .forEach(dimension -> dimensions.put(
                        dimension.path("Name").asText(), dimension.path("Value").asText()));
        Instant from = Instant.parse(request.path("StartTime").asText());
        Instant to = Instant.parse(request.path("EndTime").asText());
        String metric = request.path("MetricName").asText();
        ObjectNode answer = Json.MAPPER.createObjectNode().put("Label", metric);
        ArrayNode datapoints = answer.putArray("Datapoints");
        values.stream()
                .filter(value ->
                        value.namespace().equals(request.path("Namespace").asText())
                                && value.metric().equals(metric)
                                && value.dimensions().equals(dimensions)
                                && !value.time().isBefore(from)
                                && value.time().isBefore(to))
                .forEach(value -> datapoints
                        .addObject()
                        .put("Timestamp", value.time().toString())
                        .put(request.at("/Statistics/0").asText(), value.value()));
        return answer;
    }
}
