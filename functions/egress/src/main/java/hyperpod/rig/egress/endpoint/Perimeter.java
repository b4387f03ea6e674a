package hyperpod.rig.egress.endpoint;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What data may go to: everything else is foreign.
 *
 * @param accounts the accounts inside, 12 digits each: the VPC owner's
 * @param imageLayers the name of the bucket in which ECR keeps the layers of images
 * @param onTrust whether what the policy names, but no snapshot proves, counts as inside: organisations by their ids,
 *     and service-managed output buckets by their names
 * @see <a
 *     href="https://docs.aws.amazon.com/whitepapers/latest/building-a-data-perimeter-on-aws/building-a-data-perimeter-on-aws.html">Building
 *     a data perimeter on AWS</a>
 */
public record Perimeter(Set<String> accounts, String imageLayers, boolean onTrust) {

    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern ORGANIZATION = Pattern.compile("o-[a-z0-9]{10,32}");

    public Perimeter {
        accounts = Set.copyOf(accounts);
    }

    /** The same without what is only trusted. */
    public Perimeter proven() {
        return new Perimeter(accounts, imageLayers, false);
    }

    static boolean isAccount(String text) {
        return ACCOUNT.matcher(text).matches();
    }

    static boolean isOrganization(String text) {
        return ORGANIZATION.matcher(text).matches();
    }

    /** The account in an ARN, or the account itself; empty if there is none that is written out. */
    static Optional<String> accountIn(String text) {
        if (isAccount(text)) {
            return Optional.of(text);
        }
        String[] arn = text.split(":", 6);
        return arn.length == 6 && Stream.of(arn).limit(4).noneMatch(Perimeter::hasWildcard) && isAccount(arn[4])
                ? Optional.of(arn[4])
                : Optional.empty();
    }

    static boolean hasWildcard(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.contains("${");
    }

    /**
     * Whether a bucket is one of AWS's that nodes need, by its full name. Any other bucket's name says nothing about
     * who owns it.
     */
    boolean isServiceBucket(String name) {
        return name.equals(imageLayers) || onTrust && isOutputBucket(name);
    }

    /** Whether a bucket bears the name of a service-managed output bucket of these accounts. */
    boolean isOutputBucket(String name) {
        return !hasWildcard(name)
                && accounts.stream().anyMatch(account -> name.startsWith("customer-escrow-" + account + "-"));
    }

    @Override
    public String toString() {
        return accounts.stream().sorted().collect(Collectors.joining(", "));
    }
}
