package hyperpod.rig.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The rules of a request that JSON Schema cannot say: distinct names of groups, and CIDR blocks that begin with their
 * first address.
 */
final class RulesBeyondSchema {

    private RulesBeyondSchema() {}

    /**
     * What breaks these rules. A value of the wrong type breaks none of them: the schema refuses it.
     *
     * @param cidrRemedy what to do about an unusable CIDR block
     */
    static Stream<Violation> violations(JsonNode request, String cidrRemedy) {
        return Stream.concat(repeatedNames(request).stream(), unusableCidrs(request, cidrRemedy).stream());
    }

    private static List<Violation> repeatedNames(JsonNode request) {
        List<Violation> violations = new ArrayList<>();
        Map<String, Integer> firstOfName = new HashMap<>();
        JsonNode groups = request.path("restrictedInstanceGroups");
        for (int i = 0; i < groups.size(); i++) {
            JsonNode name = groups.path(i).path("name");
            Integer first = name.isTextual() ? firstOfName.putIfAbsent(name.textValue(), i) : null;
            if (first != null) {
                violations.add(new Violation(
                        "restrictedInstanceGroups[" + i + "].name",
                        name.toString(),
                        "is the name of restrictedInstanceGroups[" + first + "] already",
                        "give each group a name of its own"));
            }
        }
        return violations;
    }

    private static List<Violation> unusableCidrs(JsonNode request, String remedy) {
        List<Violation> violations = new ArrayList<>();
        JsonNode cidrs = request.path("egressPolicy").path("allowedCidrs");
        for (int i = 0; i < cidrs.size(); i++) {
            JsonNode cidr = cidrs.path(i);
            if (cidr.isTextual() && !isCidr(cidr.textValue())) {
                violations.add(new Violation(
                        "egressPolicy.allowedCidrs[" + i + "]",
                        cidr.toString(),
                        "is no CIDR block, or has address bits beyond its prefix length",
                        remedy));
            }
        }
        return violations;
    }

    /** Whether a text of the schema's form is a block, and begins with the block's first address. */
    private static boolean isCidr(String text) {
        String[] parts = text.split("/", -1);
        try {
            byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
            int bits = address.length * Byte.SIZE;
            // Java reads ::ffff:10.0.0.0, an IPv4 address in IPv6's notation, as the IPv4 address; its prefix length
            // means IPv6's bits.
            boolean mapped = parts[0].indexOf(':') >= 0 && bits == Integer.SIZE;
            int lowestSetBit = new BigInteger(1, address).getLowestSetBit();
            return !mapped && (lowestSetBit < 0 || lowestSetBit >= bits - Integer.parseInt(parts[1]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }
}
