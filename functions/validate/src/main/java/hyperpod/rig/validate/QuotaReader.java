package hyperpod.rig.validate;

import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.RestrictedInstanceGroup;
import hyperpod.rig.core.SideBySide;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.http.HttpStatusCode;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.servicequotas.model.ListServiceQuotasResponse;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuota;
import software.amazon.awssdk.services.servicequotas.model.ServiceQuotasException;

/**
 * Reads the quotas that HyperPod clusters count towards.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/sagemaker.html">SageMaker endpoints and quotas</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html">GetServiceQuota</a>
 */
final class QuotaReader {

    static final String INSTANCES_OF_CLUSTER = "Maximum number instances allowed per SageMaker HyperPod cluster";
    static final String INSTANCES_OF_ACCOUNT = "Total number of instances allowed across SageMaker HyperPod clusters";
    static final String VOLUME_GB = "Maximum size of EBS volume in GB for a SageMaker HyperPod cluster instance";
    static final String LUSTRE_TIB =
            "Maximum total FSx Lustre capacity in TiB across HyperPod restricted instance groups";

    private static final String SERVICE = "sagemaker";
    private static final int PAGE = 100;

    /**
     * Codes by name. SageMaker has far more than a thousand quotas, and Service Quotas lists them a hundred at a time:
     * those of the types that restricted instance groups mostly have are here, as Service Quotas shows them.
     */
    private static final Map<String, String> CODES = Map.ofEntries(
            Map.entry(INSTANCES_OF_CLUSTER, "L-2CE978FC"),
            Map.entry(INSTANCES_OF_ACCOUNT, "L-3308CCC7"),
            Map.entry(VOLUME_GB, "L-E13DF72A"),
            Map.entry(LUSTRE_TIB, "L-FC4D7F52"),
            Map.entry(instancesOf("ml.p4d.24xlarge"), "L-47E0BC8F"),
            Map.entry(instancesOf("ml.p4de.24xlarge"), "L-BEF3120E"),
            Map.entry(instancesOf("ml.p5.48xlarge"), "L-8762A75F"),
            Map.entry(instancesOf("ml.p5e.48xlarge"), "L-FD431820"),
            Map.entry(instancesOf("ml.p5en.48xlarge"), "L-6EF3AE05"),
            Map.entry(instancesOf("ml.p6-b200.48xlarge"), "L-44097F05"),
            Map.entry(instancesOf("ml.p6-b300.48xlarge"), "L-9883FE68"),
            Map.entry(instancesOf("ml.p6e-gb200.36xlarge"), "L-5DB70460"),
            Map.entry(instancesOf("ml.g6e.12xlarge"), "L-A15DF696"),
            Map.entry(instancesOf("ml.g6e.48xlarge"), "L-177AF1AD"));

    private final ServiceQuotasClient serviceQuotas;
    private final InstantSource clock;
    private final Duration patience;

    /** @param patience after which no further page of the list is asked for */
    QuotaReader(ServiceQuotasClient serviceQuotas, InstantSource clock, Duration patience) {
        this.serviceQuotas = serviceQuotas;
        this.clock = clock;
        this.patience = patience;
    }

    /** The name of the quota for nodes of a type in HyperPod clusters, reserved and Spot ones apart. */
    static String instancesOf(String instanceType) {
        return instanceType + " for cluster usage";
    }

    /** The quotas that count for a request, by name; what could not be read is not in it. */
    Map<String, Quota> read(ProvisionRequest request) {
        Set<String> wanted =
                new LinkedHashSet<>(Set.of(INSTANCES_OF_CLUSTER, INSTANCES_OF_ACCOUNT, LUSTRE_TIB, VOLUME_GB));
        request.restrictedInstanceGroups().stream()
                .filter(group -> group.trainingPlanArn().isEmpty())
                .map(RestrictedInstanceGroup::instanceType)
                .map(QuotaReader::instancesOf)
                .forEach(wanted::add);
        Map<String, Supplier<Map<String, Quota>>> calls = new LinkedHashMap<>();
        Set<String> uncoded = new LinkedHashSet<>(wanted);
        uncoded.removeAll(CODES.keySet());
        wanted.stream()
                .filter(CODES::containsKey)
                .forEach(name -> calls.put(
                        name,
                        () -> byCode(CODES.get(name))
                                .map(value -> Map.of(name, new Quota(name, CODES.get(name), value)))
                                .orElse(Map.of())));
        if (!uncoded.isEmpty()) {
            calls.put("list", () -> listed(uncoded));
        }
        Map<String, Quota> quotas = new HashMap<>();
        SideBySide.call(calls).values().forEach(quotas::putAll);
        return quotas;
    }

    private Optional<Double> byCode(String code) {
        try {
            return Optional.ofNullable(serviceQuotas
                    .getServiceQuota(r -> r.serviceCode(SERVICE).quotaCode(code))
                    .quota()
                    .value());
        } catch (ServiceQuotasException e) {
            return unread(e, Optional.empty());
        }
    }

    private Map<String, Quota> listed(Set<String> names) {
        Instant end = clock.instant().plus(patience);
        Map<String, Quota> found = new HashMap<>();
        try {
            for (ListServiceQuotasResponse page : serviceQuotas.listServiceQuotasPaginator(
                    r -> r.serviceCode(SERVICE).maxResults(PAGE))) {
                for (ServiceQuota quota : page.quotas()) {
                    if (names.contains(quota.quotaName()) && quota.value() != null) {
                        found.put(quota.quotaName(), new Quota(quota.quotaName(), quota.quotaCode(), quota.value()));
                    }
                }
                if (found.keySet().containsAll(names) || clock.instant().isAfter(end)) {
                    break;
                }
            }
            return found;
        } catch (ServiceQuotasException e) {
            return unread(e, found);
        }
    }

    /** A quota that is refused, throttled or unknown is no reason to refuse the request: it is warned of. */
    private static <T> T unread(ServiceQuotasException e, T instead) {
        if (e.statusCode() >= HttpStatusCode.INTERNAL_SERVER_ERROR) {
            throw AwsErrors.of(e);
        }
        return instead;
    }
}
