package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.core.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Service Quotas of SageMaker: a quota is a thousand, unless a test says otherwise.
 *
 * @see <a href="https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/Welcome.html">Service Quotas API
 *     Reference</a>
 */
final class ServiceQuotas implements Service {

    private static final int PAGE = 100;
    private static final double USUAL = 1_000;

    private final Map<String, Double> values = new TreeMap<>();
    private final List<ObjectNode> listed = new ArrayList<>();
    private final Pages pages;

    ServiceQuotas(Pages pages) {
        this.pages = pages;
    }

    void set(String code, double value) {
        values.put(code, value);
    }

    void list(String name, String code, double value) {
        set(code, value);
        listed.add(quota(code).put("QuotaName", name));
    }

    @Override
    public JsonNode answer(String operation, JsonNode request) {
        if (!request.path("ServiceCode").asText().equals("sagemaker")) {
            throw AwsError.badRequest(
                    "NoSuchResourceException", "The request failed because the specified service does not exist.");
        }
        return switch (operation) {
            case "GetServiceQuota" ->
                Json.MAPPER
                        .createObjectNode()
                        .set("Quota", quota(request.path("QuotaCode").asText()));
            case "ListServiceQuotas" -> pages.of(operation, "Quotas", listed, request, Pages.Names.UPPER, PAGE);
            default -> throw AwsError.unknownOperation(operation);
        };
    }

    private ObjectNode quota(String code) {
        return Json.MAPPER
                .createObjectNode()
                .put("ServiceCode", "sagemaker")
                .put("QuotaCode", code)
                .put("Value", values.getOrDefault(code, USUAL));
    }
}
