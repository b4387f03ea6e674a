package hyperpod.rig.egress.snapshot;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import java.util.List;

/**
 * A prefix list with its entries, as <a
 * href="https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-prefix-lists.html">describe-prefix-lists</a>
 * prints it.
 *
 * @param prefixListId {@code pl-...}
 * @param cidrs its entries
 * @param addresses the same as a set
 */
public record PrefixList(String prefixListId, List<Cidr> cidrs, AddressSet addresses) {

    PrefixList(String prefixListId, List<Cidr> cidrs) {
        this(prefixListId, cidrs, AddressSet.of(cidrs));
    }

    static PrefixList from(AwsElement list) {
        List<Cidr> cidrs =
                list.texts("Cidrs").stream().map(text -> parse(list, text)).toList();
        return new PrefixList(list.requiredText("PrefixListId"), cidrs);
    }

    /**
     * Whether its entries are there: {@code describe-managed-prefix-lists} prints lists without them, under the same
     * key.
     */
    static boolean hasEntries(AwsElement list) {
        return list.json().hasNonNull("Cidrs");
    }

    private static Cidr parse(AwsElement list, String text) {
        try {
            return Cidr.parse(text);
        } catch (IllegalArgumentException malformed) {
            throw new MalformedResourceException("%s: Cidrs: %s".formatted(list.place(), malformed.getMessage()));
        }
    }
}
