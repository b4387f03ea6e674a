package hyperpod.rig.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The rules of a request that JSON Schema cannot say: distinct names of groups, CIDR blocks that begin with their first
 * address, file systems of groups or one that they share, and mounts only of what is created.
 */
final class RulesBeyondSchema {

    private static final int MOST_GROUPS = 100;

    private RulesBeyondSchema() {}

    /**
     * What breaks these rules. A value of the wrong type breaks none of them: the schema refuses it.
     *
     * @param cidrRemedy what to do about an unusable CIDR block
     */
    static Stream<Violation> violations(JsonNode request, String cidrRemedy) {
        return Stream.of(
                        repeatedNames(request),
                        unusableCidrs(request, cidrRemedy),
                        environments(request),
                        mounts(request))
                .flatMap(List::stream);
    }

    private static List<Violation> repeatedNames(JsonNode request) {
        List<Violation> violations = new ArrayList<>();
        Map<String, Integer> firstOfName = new HashMap<>();
        JsonNode groups = request.path("restrictedInstanceGroups");
        for (int i = 0; i < groups.size(); i++) {
            JsonNode name = groups.path(i).path("name");
            // SageMaker may take names that differ in case alone for one.
            Integer first =
                    name.isTextual() ? firstOfName.putIfAbsent(name.textValue().toLowerCase(Locale.ROOT), i) : null;
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

    /** A group has an environment of its own, or shares one; AWS documents nothing else. */
    private static List<Violation> environments(JsonNode request) {
        List<Violation> violations = new ArrayList<>();
        boolean shared = request.hasNonNull("sharedEnvironment");
        JsonNode groups = groups(request);
        for (int i = 0; i < groups.size(); i++) {
            JsonNode group = groups.path(i);
            String place = "restrictedInstanceGroups[" + i + "].fileSystem";
            if (shared && group.hasNonNull("fileSystem")) {
                violations.add(new Violation(
                        place,
                        group.get("fileSystem").toString(),
                        "stands beside sharedEnvironment",
                        "leave it out, or leave sharedEnvironment out and give each group a fileSystem"));
            } else if (!shared && group.isObject() && !group.hasNonNull("fileSystem")) {
                violations.add(new Violation(
                        place,
                        "",
                        "is missing",
                        "give sizeGiB and throughputMBpsPerTiB, or one sharedEnvironment for all groups"));
            }
        }
        return violations;
    }

    private static List<Violation> mounts(JsonNode request) {
        List<Violation> violations = new ArrayList<>();
        JsonNode groups = groups(request);
        for (int i = 0; i < groups.size() && !request.hasNonNull("sharedFileSystem"); i++) {
            JsonNode path = groups.path(i).path("mountPath");
            if (path.isTextual()) {
                violations.add(new Violation(
                        "restrictedInstanceGroups[" + i + "].mountPath",
                        path.toString(),
                        "has nothing to mount",
                        "ask for a sharedFileSystem too, or leave it out"));
            }
        }
        return violations;
    }

    /** The groups; none of a list that the schema refuses as too long. */
    private static JsonNode groups(JsonNode request) {
        JsonNode groups = request.path("restrictedInstanceGroups");
        return groups.size() > MOST_GROUPS ? MissingNode.getInstance() : groups;
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
