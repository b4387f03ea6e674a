package hyperpod.rig.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import hyperpod.rig.core.AwsErrors;
import hyperpod.rig.core.Execution;
import hyperpod.rig.core.ProvisionRequest;
import hyperpod.rig.core.Violation;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.policy.EgressPolicyCeiling;
import hyperpod.rig.egress.policy.EgressPolicyReader;
import hyperpod.rig.egress.policy.NamedPrefixList;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;

/**
 * The egress policy asks for no more than the administrator lets requests ask for.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html">Managed prefix lists</a>
 */
final class EgressPolicyRule {

    private static final String PATH = "egressPolicy";

    private final Ec2Client ec2;
    private final Setting setting;
    private final InstantSource clock;

    /**
     * What the template sets.
     *
     * @param defaultMode its parameter EgressPolicyMode
     * @param ceiling the most lenient policy that a request may ask for
     */
    record Setting(EgressPolicy.Mode defaultMode, EgressPolicyCeiling ceiling) {}

    EgressPolicyRule(Ec2Client ec2, Setting setting, InstantSource clock) {
        this.ec2 = ec2;
        this.setting = setting;
        this.clock = clock;
    }

    EgressPolicyCeiling ceiling() {
        return setting.ceiling();
    }

    void check(ProvisionRequest request, Execution execution, ViolationCollector found) {
        EgressPolicy policy;
        try {
            policy = EgressPolicyReader.read(
                            request.egressPolicy().map(JsonNode.class::cast).orElse(MissingNode.getInstance()),
                            setting.defaultMode(),
                            PATH)
                    .policy();
        } catch (IllegalArgumentException e) {
            found.violation(new Violation(
                    PATH, "", "cannot be used: " + e.getMessage(), "see docs/egress-controls.md, The policy file"));
            return;
        }
        EgressPolicyCeiling.Circumstances in = new EgressPolicyCeiling.Circumstances(
                setting.defaultMode(),
                this::prefixList,
                Arn.fromString(execution.arn()).accountId().orElseThrow(),
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        setting.ceiling()
                .excesses(policy, in)
                .forEach(excess -> found.violation(
                        PATH + "." + excess.field(), excess.value(), excess.problem(), excess.remedy()));
    }

    private NamedPrefixList prefixList(String id) {
        Filter named = Filter.builder().name("prefix-list-id").values(id).build();
        Optional<String> owner = ec2.describeManagedPrefixLists(r -> r.filters(named)).prefixLists().stream()
                .map(ManagedPrefixList::ownerId)
                .findFirst();
        return owner.isEmpty() ? NamedPrefixList.unknown(id) : new NamedPrefixList(id, owner, entries(id));
    }

    private Optional<List<String>> entries(String id) {
        try {
            return Optional.of(ec2.getManagedPrefixListEntriesPaginator(r -> r.prefixListId(id)).entries().stream()
                    .map(PrefixListEntry::cidr)
                    .toList());
        } catch (Ec2Exception e) {
            // It may have been deleted meanwhile.
            if (AwsErrors.code(e).startsWith("InvalidPrefixList")) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
