package hyperpod.rig.network;

import hyperpod.rig.egress.address.AddressSet;
import hyperpod.rig.egress.address.AddressSpace;
import hyperpod.rig.egress.address.Cidr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.SearchTransitGatewayRoutesResponse;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachmentResourceType;
import software.amazon.awssdk.services.ec2.model.TransitGatewayPeeringAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRoute;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRouteAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRouteTable;

/**
 * Reads transit gateways: their attachments, route tables, routes and the transit gateways with which they are peered.
 * What of them belongs to other accounts or Regions EC2 does not show, and is then not in the snapshot.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html">How transit gateways
 *     work</a>
 */
final class TransitGatewayCollector {

    private static final int MAX_RESULTS = 1_000;
    private static final String OF_TRANSIT_GATEWAY = "transit-gateway-id";

    private final Ec2Client ec2;
    private final NetworkDocuments documents;
    private final Set<String> read = new HashSet<>();

    TransitGatewayCollector(Ec2Client ec2, NetworkDocuments documents) {
        this.ec2 = ec2;
        this.documents = documents;
    }

    /** Reads the transit gateways and their peers; returns the VPCs into which their routes lead public addresses. */
    Set<String> behind(Collection<String> transitGatewayIds) {
        Set<String> vpcIds = new LinkedHashSet<>();
        Set<String> next = new LinkedHashSet<>(transitGatewayIds);
        while (next.stream().anyMatch(id -> !read.contains(id))) {
            next.removeAll(read);
            read.addAll(next);
            Map<String, List<? extends SdkPojo>> found = documents.read(calls(List.copyOf(next)));
            List<String> tables = found.get("TransitGatewayRouteTables").stream()
                    .map(table -> ((TransitGatewayRouteTable) table).transitGatewayRouteTableId())
                    .toList();
            routes(tables).stream()
                    .filter(TransitGatewayCollector::forPublicAddresses)
                    .flatMap(route -> route.transitGatewayAttachments().stream())
                    .filter(attachment -> attachment.resourceType() == TransitGatewayAttachmentResourceType.VPC)
                    .map(TransitGatewayRouteAttachment::resourceId)
                    .forEach(vpcIds::add);
            next = found.get("TransitGatewayPeeringAttachments").stream()
                    .map(TransitGatewayPeeringAttachment.class::cast)
                    .flatMap(peering -> Stream.of(peering.requesterTgwInfo(), peering.accepterTgwInfo()))
                    .flatMap(side -> Optional.ofNullable(side).stream())
                    .map(side -> side.transitGatewayId())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
        return vpcIds;
    }

    private Map<String, Supplier<List<? extends SdkPojo>>> calls(List<String> ids) {
        Map<String, Supplier<List<? extends SdkPojo>>> calls = new LinkedHashMap<>();
        calls.put(
                "TransitGatewayAttachments",
                () -> VpcCalls.all(ec2.describeTransitGatewayAttachmentsPaginator(
                                r -> r.filters(VpcCalls.filter(OF_TRANSIT_GATEWAY, ids)))
                        .transitGatewayAttachments()));
        calls.put(
                "TransitGatewayVpcAttachments",
                () -> VpcCalls.all(ec2.describeTransitGatewayVpcAttachmentsPaginator(
                                r -> r.filters(VpcCalls.filter(OF_TRANSIT_GATEWAY, ids)))
                        .transitGatewayVpcAttachments()));
        calls.put(
                "TransitGatewayPeeringAttachments",
                () -> VpcCalls.all(ec2.describeTransitGatewayPeeringAttachmentsPaginator(
                                r -> r.filters(VpcCalls.filter(OF_TRANSIT_GATEWAY, ids)))
                        .transitGatewayPeeringAttachments()));
        calls.put(
                "TransitGatewayRouteTables",
                () -> VpcCalls.all(ec2.describeTransitGatewayRouteTablesPaginator(
                                r -> r.filters(VpcCalls.filter(OF_TRANSIT_GATEWAY, ids)))
                        .transitGatewayRouteTables()));
        return calls;
    }

    private List<TransitGatewayRoute> routes(List<String> tableIds) {
        Map<String, Supplier<SearchTransitGatewayRoutesResponse>> calls = new LinkedHashMap<>();
        tableIds.forEach(id -> calls.put(id, () -> search(id)));
        List<TransitGatewayRoute> routes = new ArrayList<>();
        documents.answers(calls).forEach((id, response) -> {
            documents.put("search-transit-gateway-routes-" + id + ".json", AwsCliDocument.ofResponse(response));
            routes.addAll(response.routes());
        });
        return routes;
    }

    /** All routes of a table; AWS prints at most 1,000 and says if there are more. */
    private SearchTransitGatewayRoutesResponse search(String tableId) {
        return ec2.searchTransitGatewayRoutes(r -> r.transitGatewayRouteTableId(tableId)
                .filters(VpcCalls.filter("type", List.of("static", "propagated")))
                .maxResults(MAX_RESULTS));
    }

    private static boolean forPublicAddresses(TransitGatewayRoute route) {
        return route.destinationCidrBlock() == null
                || !AddressSet.of(List.of(Cidr.parse(route.destinationCidrBlock())))
                        .intersect(AddressSpace.PUBLIC)
                        .isEmpty();
    }
}
