package hyperpod.rig.network;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import hyperpod.rig.core.ClusterNode;
import hyperpod.rig.core.Json;
import hyperpod.rig.core.Network;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The network interfaces of a cluster's nodes, found in the network as EC2 describes it. An interface is a node's if it
 * has the node's address, is attached to its instance, or if its description names the instance, as those do that the
 * VPC CNI makes for pods. The instances themselves run in an account of SageMaker's, so that EC2 shows none.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html">DescribeNetworkInterfaces</a>
 */
public final class NodeInterfaces {

    private static final String KEY = "NetworkInterfaces";

    private static final Pattern INSTANCE = Pattern.compile("\\bi-[0-9a-f]{8,17}\\b");

    /** @param instances those that it is attached to, or that its description names */
    private record Interface(
            String id,
            String vpcId,
            String subnetId,
            Set<String> groups,
            Set<String> addresses,
            Set<String> instances) {

        static Interface of(JsonNode json) {
            Set<String> groups = new TreeSet<>();
            json.path("Groups")
                    .forEach(group -> groups.add(group.path("GroupId").asText()));
            Set<String> addresses =
                    new HashSet<>(json.path("PrivateIpAddresses").findValuesAsText("PrivateIpAddress"));
            json.path("Ipv6Addresses")
                    .forEach(
                            address -> addresses.add(address.path("Ipv6Address").asText()));
            addresses.add(json.path("PrivateIpAddress").asText());
            Set<String> instances =
                    new HashSet<>(List.of(json.at("/Attachment/InstanceId").asText()));
            INSTANCE.matcher(json.path("Description").asText())
                    .results()
                    .forEach(named -> instances.add(named.group()));
            return new Interface(
                    json.path("NetworkInterfaceId").asText(),
                    json.path("VpcId").asText(),
                    json.path("SubnetId").asText(),
                    groups,
                    addresses,
                    instances);
        }
    }

    private final List<Interface> interfaces;
    private final NetworkSnapshot snapshot;

    private NodeInterfaces(List<Interface> interfaces, NetworkSnapshot snapshot) {
        this.interfaces = interfaces;
        this.snapshot = snapshot;
    }

    /**
     * Those of a network that was read.
     *
     * @param snapshot the same, read
     */
    public static NodeInterfaces in(CollectedNetwork network, NetworkSnapshot snapshot) {
        List<Interface> interfaces = new ArrayList<>();
        byte[] document = network.documents().get(KEY + ".json");
        if (document != null) {
            read(document, interfaces);
        }
        return new NodeInterfaces(interfaces, snapshot);
    }

    /** One element after the other: a VPC may have a hundred thousand. */
    private static void read(byte[] document, List<Interface> interfaces) {
        try (JsonParser json = Json.MAPPER.createParser(document)) {
            while (json.nextToken() != JsonToken.START_ARRAY) {
                // up to the list, which is all that the document holds
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                interfaces.add(Interface.of(json.readValueAsTree()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the interfaces of nodes say.
     *
     * @param differences a sentence for each interface that is in another subnet than its node's group, or has other
     *     security groups
     * @param networks where such interfaces are, each subnet with the groups in it
     * @param without nodes that run and of which no interface is shown, or whose address is not known
     */
    public record Found(List<String> differences, List<Network> networks, List<ClusterNode> without) {}

    /**
     * Looks for the interfaces of nodes.
     *
     * @param nodes listed before the network was read, so that each has its interface by then
     * @param described asks SageMaker for some nodes themselves: a host name may tell an old address, and a node that
     *     is gone meanwhile needs no interface
     */
    public Found of(Collection<ClusterNode> nodes, UnaryOperator<List<ClusterNode>> described) {
        Found listed = of(nodes);
        if (listed.without().isEmpty()) {
            return listed;
        }
        Found found = of(described.apply(listed.without()));
        return new Found(
                distinct(listed.differences(), found.differences()),
                distinct(listed.networks(), found.networks()),
                found.without());
    }

    private static <T> List<T> distinct(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).distinct().toList();
    }

    private Found of(Collection<ClusterNode> nodes) {
        Map<String, ClusterNode> byInstance = new HashMap<>();
        Map<Place, ClusterNode> byPlace = new HashMap<>();
        for (ClusterNode node : nodes) {
            byInstance.put(node.instanceId(), node);
            node.privateAddress()
                    .ifPresent(address -> vpcs(node).forEach(vpc -> byPlace.put(new Place(vpc, address), node)));
        }
        Set<String> shown = new HashSet<>();
        List<String> differences = new ArrayList<>();
        Set<Network> networks = new LinkedHashSet<>();
        for (Interface each : interfaces) {
            Optional<ClusterNode> atItsAddress = each.addresses().stream()
                    .map(address -> byPlace.get(new Place(each.vpcId(), address)))
                    .filter(Objects::nonNull)
                    .findFirst();
            atItsAddress.ifPresent(node -> shown.add(node.instanceId()));
            atItsAddress
                    .or(() -> each.instances().stream()
                            .map(byInstance::get)
                            .filter(Objects::nonNull)
                            .findFirst())
                    .filter(node -> !isAsAsked(each, node.network()))
                    .ifPresent(node -> {
                        differences.add(difference(each, node));
                        networks.add(new Network(List.of(each.subnetId()), List.copyOf(each.groups())));
                    });
        }
        return new Found(
                differences,
                List.copyOf(networks),
                nodes.stream()
                        .filter(node -> node.runs() && !shown.contains(node.instanceId()))
                        .toList());
    }

    /** An address is one node's in a VPC; a VPC that is connected with it may have the same. */
    private record Place(String vpcId, String address) {}

    private Stream<String> vpcs(ClusterNode node) {
        return node.network().subnetIds().stream()
                .flatMap(id -> snapshot.subnet(id).stream())
                .map(Subnet::vpcId)
                .distinct();
    }

    private static boolean isAsAsked(Interface each, Network network) {
        return network.subnetIds().contains(each.subnetId())
                && each.groups().equals(new TreeSet<>(network.securityGroupIds()));
    }

    private static String difference(Interface each, ClusterNode node) {
        return each.id() + " of node " + node.instanceId() + " of group '" + node.group() + "' is in " + each.subnetId()
                + " with " + each.groups() + ", and the group has "
                + node.network().subnetIds() + " with "
                + new TreeSet<>(node.network().securityGroupIds());
    }
}
