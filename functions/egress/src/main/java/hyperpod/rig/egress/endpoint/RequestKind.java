package hyperpod.rig.egress.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A kind of request to a resource of a foreign account. A policy lets data out if it allows a request of any kind.
 *
 * @param caller who calls
 * @param accountKey whether the request says whose the resource is; not every action of every service does
 * @param organizationKey whether it says of which organisation; it does not if the account is in none
 */
record RequestKind(Caller caller, boolean accountKey, boolean organizationKey) {

    /**
     * Every kind that there is.
     *
     * @param accountKeyAlwaysThere whether the service's requests always say whose the resource is, as those to S3 do
     */
    static List<RequestKind> all(boolean accountKeyAlwaysThere) {
        List<RequestKind> kinds = new ArrayList<>();
        for (Caller caller : Caller.values()) {
            for (boolean organizationKey : List.of(true, false)) {
                kinds.add(new RequestKind(caller, true, organizationKey));
                if (!accountKeyAlwaysThere) {
                    kinds.add(new RequestKind(caller, false, organizationKey));
                }
            }
        }
        return List.copyOf(kinds);
    }

    /**
     * What such a request has under a condition key.
     *
     * @param key in lower case
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">Global
     *     condition keys</a>
     */
    KeyValue value(String key) {
        return switch (key) {
            case "aws:resourceaccount", "s3:resourceaccount" ->
                accountKey ? KeyValue.of(new KeyContent.ForeignAccount()) : KeyValue.ABSENT;
            case "aws:resourceorgid", "aws:resourceorgpaths" ->
                organizationKey ? KeyValue.of(new KeyContent.ForeignOrganization()) : KeyValue.ABSENT;
            case "aws:principalaccount" -> ofCaller(new KeyContent.OwnAccount(), new KeyContent.ForeignAccount());
            case "aws:principalarn" -> ofCaller(new KeyContent.OwnArn(), new KeyContent.ForeignArn());
            case "aws:principalorgid", "aws:principalorgpaths" -> organizationOfCaller();
            case "aws:principalisawsservice" ->
                caller == Caller.ANONYMOUS ? KeyValue.ABSENT : KeyValue.of(new KeyContent.Text("false"));
            // AWS promises the key for most services only.
            case "aws:viaawsservice" -> new KeyValue(true, Optional.of(new KeyContent.Text("false")));
            // A direct call is made via nobody.
            case "aws:calledvia", "aws:calledviafirst", "aws:calledvialast" -> KeyValue.ABSENT;
            default -> KeyValue.UNKNOWN;
        };
    }

    private KeyValue ofCaller(KeyContent own, KeyContent foreign) {
        if (caller == Caller.ANONYMOUS) {
            return new KeyValue(true, Optional.of(new KeyContent.Text("anonymous")));
        }
        return KeyValue.of(caller.isOwn() ? own : foreign);
    }

    private KeyValue organizationOfCaller() {
        if (!caller.hasOrganization()) {
            return KeyValue.ABSENT;
        }
        return KeyValue.of(caller.isInside() ? new KeyContent.Anything() : new KeyContent.ForeignOrganization());
    }

    /** For a report: who does what. */
    String words() {
        return caller.words() + " may act on a resource of a foreign account"
                + (accountKey ? "" : " by a request that does not say whose the resource is");
    }
}
