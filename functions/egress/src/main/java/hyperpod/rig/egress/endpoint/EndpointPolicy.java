package hyperpod.rig.egress.endpoint;

import hyperpod.rig.egress.iam.PolicyDocument;
import hyperpod.rig.egress.iam.PolicyStatement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges a VPC endpoint's policy by one question: can data go to a foreign account? It can if there is a kind of
 * request to a foreign resource that an Allow may mean and that no Deny surely means. Naming the callers is not enough,
 * because a permitted caller can write to a foreign bucket. Limiting resources to the account or organisation of
 * whoever calls helps only if the callers are named too, because code on a node can bring credentials of a foreign
 * account, or none.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html">Endpoint policies</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
public final class EndpointPolicy {

    private static final int SHOWN_CHARACTERS = 300;
    private static final Pattern ACCOUNT = Pattern.compile("(?<!\\d)\\d{12}(?!\\d)");
    private static final Pattern ORGANIZATION = Pattern.compile("(?<![A-Za-z0-9-])o-[A-Za-z0-9]{10,32}");

    private static final Pattern OUTPUT_BUCKET = Pattern.compile("customer-escrow-\\d{12}-[a-z0-9.-]+");

    private final List<EndpointStatement> allows;
    private final List<EndpointStatement> denies;
    private final List<RequestKind> kinds;

    /**
     * Reads a policy.
     *
     * @param json its document
     * @param serviceName the endpoint's, such as {@code com.amazonaws.us-east-1.s3}, which decides what condition keys
     *     a request surely has
     * @throws IllegalArgumentException if it is no policy, or has a statement that neither allows nor denies; the
     *     message goes on from a name for it
     */
    public EndpointPolicy(String json, String serviceName) {
        List<PolicyStatement> statements = PolicyDocument.parse(json).statements();
        if (statements.stream().anyMatch(statement -> statement.effect().isEmpty())) {
            throw new IllegalArgumentException("it has a statement that neither allows nor denies");
        }
        boolean s3 = serviceName.endsWith(".s3");
        boolean accessPoints =
                s3 || serviceName.endsWith(".s3express") || serviceName.endsWith(".s3-global.accesspoint");
        allows = statements.stream()
                .filter(PolicyStatement::allows)
                .map(statement -> new EndpointStatement(statement, accessPoints))
                .toList();
        denies = statements.stream()
                .filter(PolicyStatement::denies)
                .map(statement -> new EndpointStatement(statement, accessPoints))
                .toList();
        kinds = RequestKind.all(s3);
    }

    /**
     * By what data can leave.
     *
     * @param who what passes, as a sentence without its end
     * @param statement the Allow that lets it pass, cut where it is long
     */
    public record Leak(String who, String statement) {}

    /** A statement by which data can leave to what is outside the perimeter; empty if no request can carry it there. */
    public Optional<Leak> leak(Perimeter perimeter) {
        return allows.stream()
                .flatMap(allow -> who(allow, perimeter).stream()
                        .map(who -> new Leak(who, shown(allow.statement().json()))))
                .findFirst();
    }

    private Optional<String> who(EndpointStatement allow, Perimeter perimeter) {
        return allow.foreignCaller(perimeter)
                .map(caller -> "a caller of a foreign account is named: " + caller)
                .or(() -> kindThatPasses(allow, perimeter).map(RequestKind::words));
    }

    private Optional<RequestKind> kindThatPasses(EndpointStatement allow, Perimeter perimeter) {
        List<String> resources = allow.foreignResources(perimeter);
        return resources.isEmpty()
                ? Optional.empty()
                : kinds.stream()
                        .filter(kind -> allow.allows(kind, perimeter) != Truth.NEVER)
                        .filter(kind -> !takenBack(allow.actions(), resources, kind, perimeter))
                        .findFirst();
    }

    /** Whether Denies together forbid each of the actions on each of the resources. */
    private boolean takenBack(List<String> actions, List<String> resources, RequestKind kind, Perimeter perimeter) {
        List<EndpointStatement> sure = denies.stream()
                .filter(deny -> deny.surelyDenies(kind, perimeter))
                .toList();
        return !sure.isEmpty()
                && resources.stream().allMatch(resource -> {
                    List<EndpointStatement> ofResource = sure.stream()
                            .filter(deny -> deny.coversForeign(resource, perimeter))
                            .toList();
                    return actions.stream()
                            .allMatch(action -> ofResource.stream().anyMatch(deny -> deny.coversAction(action)));
                });
    }

    /**
     * Whether AWS, with a signature of its own, may act on a resource of AWS's accounts. That is how the layers of
     * images are read.
     */
    public boolean admitsAws(String action, String resource, Perimeter perimeter) {
        return admits(Set.of(Caller.FOREIGN_WITHOUT_ORGANIZATION), action, resource, perimeter);
    }

    /** Whether a caller of the own account may act on some resource of this pattern that is of AWS's accounts. */
    public boolean admitsOwnCaller(String action, String resource, Perimeter perimeter) {
        return admits(Set.of(Caller.OWN_IN_ORGANIZATION, Caller.OWN_WITHOUT_ORGANIZATION), action, resource, perimeter);
    }

    private boolean admits(Set<Caller> callers, String action, String resource, Perimeter perimeter) {
        return kinds.stream()
                .filter(kind -> callers.contains(kind.caller()) && kind.accountKey())
                .anyMatch(kind -> allows.stream()
                                .anyMatch(allow -> allow.mayBeAbout(action, resource)
                                        && allow.allows(kind, perimeter) != Truth.NEVER)
                        && denies.stream()
                                .noneMatch(deny -> deny.surelyDenies(kind, perimeter)
                                        && deny.coversAction(action)
                                        && deny.covers(resource)));
    }

    /** The accounts that the policy writes out anywhere. */
    public Set<String> accounts() {
        return found(ACCOUNT);
    }

    /**
     * What counts as inside although no snapshot proves it, as a condition: organisations and output buckets by name.
     */
    public String trusts() {
        return Stream.concat(
                        found(ORGANIZATION).stream().sorted().map(id -> "the organisation " + id + " is the own one"),
                        found(OUTPUT_BUCKET).stream().sorted().map(name -> "the bucket " + name + " is the service's"))
                .collect(Collectors.joining(" and "));
    }

    private Set<String> found(Pattern pattern) {
        return Stream.concat(allows.stream(), denies.stream())
                .flatMap(statement ->
                        pattern.matcher(statement.statement().json()).results())
                .map(MatchResult::group)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
