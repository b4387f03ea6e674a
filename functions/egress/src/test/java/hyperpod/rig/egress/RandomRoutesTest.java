package hyperpod.rig.egress;

import static org.assertj.core.api.Assertions.assertThat;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.Cidr;
import hyperpod.rig.egress.routing.EffectiveRoutes;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Route;
import hyperpod.rig.egress.snapshot.RouteTable;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/** Set arithmetic against a walker that looks at one address at a time. */
class RandomRoutesTest {

    private static final int TABLES = 2_000;
    private static final int PACKETS = 40;

    @Test
    void aRouteWinsForExactlyTheAddressesThatAWalkerSendsThere() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed + " (repeat with -Dseed=" + seed + ")");
        Random random = new Random(seed);
        for (int i = 0; i < TABLES; i++) {
            Map<String, String> targetOf = new HashMap<>();
            for (int r = random.nextInt(12); r >= 0; r--) {
                targetOf.putIfAbsent(block(random), "tgw-" + r);
            }
            EffectiveRoutes<Route> routes = EffectiveRoutes.of(table(targetOf), empty());
            for (int p = 0; p < PACKETS; p++) {
                long address = random.nextBoolean() ? random.nextInt(1 << 12) : random.nextLong(1L << 32);
                assertThat(winner(routes, address))
                        .as("seed %d, %s, address %d", seed, targetOf, address)
                        .isEqualTo(walk(targetOf, address));
            }
        }
    }

    /** Blocks that often overlap: most of them near the beginning of the address space. */
    private static String block(Random random) {
        int length = random.nextInt(33);
        long first = (random.nextInt(4) > 0 ? random.nextInt(1 << 12) : random.nextLong(1L << 32));
        return text(length == 0 ? 0 : first & -(1L << (32 - length))) + "/" + length;
    }

    private static Optional<String> winner(EffectiveRoutes<Route> routes, long address) {
        AddressSet one = AddressSet.ofText(text(address) + "/32");
        return routes.winners().entrySet().stream()
                .filter(winner -> !winner.getValue().intersect(one).isEmpty())
                .map(Map.Entry::getKey)
                .map(Route::targetId)
                .findFirst();
    }

    private static Optional<String> walk(Map<String, String> targetOf, long address) {
        String best = null;
        int longest = -1;
        for (String block : targetOf.keySet()) {
            Cidr cidr = Cidr.parse(block);
            boolean holds = cidr.prefixLength() == 0
                    || (address ^ cidr.addresses().getValue().longValue()) >>> (32 - cidr.prefixLength()) == 0;
            if (holds && cidr.prefixLength() > longest) {
                best = block;
                longest = cidr.prefixLength();
            }
        }
        return Optional.ofNullable(best).map(targetOf::get);
    }

    private static String text(long address) {
        return "%d.%d.%d.%d".formatted(address >> 24 & 255, address >> 16 & 255, address >> 8 & 255, address & 255);
    }

    private static RouteTable table(Map<String, String> targetOf) {
        StringJoiner routes = new StringJoiner(",");
        targetOf.forEach((block, target) -> routes.add("{\"DestinationCidrBlock\": \"" + block
                + "\", \"TransitGatewayId\": \"" + target + "\", \"State\": \"active\", \"Origin\": \"CreateRoute\"}"));
        return read("{\"RouteTables\": [{\"RouteTableId\": \"rtb-1\", \"VpcId\": \"vpc-1\", \"Associations\": [], \"Routes\": ["
                        + routes + "]}]}")
                .routeTable("rtb-1")
                .orElseThrow();
    }

    private static NetworkSnapshot empty() {
        return read("{}");
    }

    private static NetworkSnapshot read(String json) {
        SnapshotReader reader = new SnapshotReader();
        reader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "random");
        return reader.snapshot();
    }
}
