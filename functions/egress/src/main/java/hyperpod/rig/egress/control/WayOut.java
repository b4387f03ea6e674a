package hyperpod.rig.egress.control;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The ways by which data can leave a VPC, and what the audit makes of each. The table in
 * {@code docs/egress-controls.md} is this list, and every report prints what is not modelled.
 */
public enum WayOut {
    INTERNET_GATEWAY(
            "an internet gateway",
            Control.INTERNET_GATEWAY_PATH,
            Control.ROUTE_WITHOUT_PUBLIC_ADDRESS,
            Control.UNUSED_GATEWAY,
            Control.PUBLIC_ADDRESS_ON_LAUNCH,
            Control.PUBLIC_ADDRESS),
    NAT_GATEWAY("a NAT gateway", Control.NAT_PATH, Control.UNUSED_GATEWAY),
    EGRESS_ONLY_INTERNET_GATEWAY("an egress-only internet gateway", Control.EGRESS_ONLY_INTERNET_GATEWAY_PATH),
    TRANSIT_GATEWAY(
            "a transit gateway, also through peers of it",
            Control.TRANSIT_GATEWAY_PATH,
            Control.UNKNOWN_PATH,
            Control.OTHER_NETWORK),
    PEERING("a VPC peering connection", Control.UNKNOWN_PATH, Control.OTHER_NETWORK),
    VPN_OR_DIRECT_CONNECT(
            "a VPN or Direct Connect, by a virtual private gateway", Control.UNKNOWN_PATH, Control.OTHER_NETWORK),
    EDGE_GATEWAY(
            "a carrier gateway (Wavelength), local gateway (Outposts) or core network (Cloud WAN)",
            Control.UNKNOWN_PATH,
            Control.OTHER_NETWORK),
    APPLIANCE(
            "a network interface, instance or Gateway Load Balancer endpoint as the target of a route",
            Control.UNKNOWN_PATH,
            Control.OTHER_NETWORK),
    APPLIANCE_INSIDE(
            "a route between subnets of the VPC that leads through an appliance, an endpoint or a NAT gateway",
            Control.RELAY,
            Control.WAY_OUT_OF_ANOTHER_SUBNET),
    RELAY(
            "another interface of the VPC that nodes reach and that has a way out: proxy, bastion, node of another group, also over"
                    + " several of them",
            Control.RELAY),
    ANOTHER_SUBNET(
            "another subnet of the VPC that nodes may reach and that has a way out", Control.WAY_OUT_OF_ANOTHER_SUBNET),
    SHARED_VPC("whatever the owner of a shared VPC has there and a participant does not see", Control.SHARED_VPC),
    PROPAGATED_ROUTES("routes that a virtual private gateway or a route server adds later", Control.PROPAGATED_ROUTES),
    LATE_ROUTE("a route whose target is gone now and may come back", Control.LATE_ROUTE),
    LOCAL_NETWORK_INTERFACE("a local network interface of an Outpost, past every route table", Control.UNKNOWN_PATH),
    WIDE_SECURITY_GROUP(
            "security groups and network ACLs that stop nothing, so that one route more is enough",
            Control.BLOCKED_PATH,
            Control.WIDE_SECURITY_GROUP,
            Control.SECURITY_GROUP_WIDER_THAN_NEEDED),
    ENDPOINT_TO_AWS("an endpoint to a service of AWS that reaches foreign accounts", Control.WIDE_ENDPOINT_POLICY),
    TRUSTED_ENDPOINT(
            "an endpoint that reaches an organisation or an output bucket named in its policy", Control.TAKEN_ON_TRUST),
    ENDPOINT_TO_OTHERS(
            "an endpoint to a service of somebody else, of one's own or in another Region (PrivateLink)",
            Control.FOREIGN_SERVICE),
    FOREIGN_RESOLVER("a resolver that is neither AWS's nor in the VPC", Control.FOREIGN_RESOLVER),
    TUNNEL_IN_NAMES("names that the VPC's resolver asks the public DNS for", Control.NO_DNS_FIREWALL),
    VPC_LATTICE("VPC Lattice: service networks, services and resources of other accounts", Control.VPC_LATTICE),
    REMOTE_ACCESS(
            "somebody outside who connects and takes data out: EC2 Instance Connect, Client VPN, Verified Access, CloudFront VPC"
                    + " origins, Global Accelerator, load balancers, endpoint services of one's own",
            Control.REMOTE_ACCESS),
    LENT_INTERFACE(
            "an interface of the VPC that is lent to a machine of another account, or used by a service that the audit does"
                    + " not know",
            Control.UNKNOWN_PATH),
    TRAFFIC_MIRRORING("Traffic Mirroring", Control.TRAFFIC_MIRRORING),
    FORWARDED_NAMES("resolver rules and outbound endpoints that forward names", Control.FORWARDED_NAMES),
    ROUTE_53_PROFILES(
            "Route 53 Profiles, which bring resolver rules and firewall rule groups into a VPC", Control.MISSING_PART),
    UNREAD("whatever is in a list that could not be read", Control.MISSING_PART),
    INTERFACE_ELSEWHERE(
            "an instance that has its first interface in the VPC and another one in a VPC that the snapshot does not hold",
            "no list of interfaces of one VPC shows it; the other way round it is judged: EGR-203"),
    MULTICAST(
            "multicast of a transit gateway to which the VPC is attached",
            "no route leads there; the groups must let 224.0.0.0/4 out, and the attachment's multicast domain is not read"),
    ROLE_PERMISSIONS(
            "what credentials may do: the nodes' role, or credentials that code on a node brings",
            "the audit reads networks and endpoint policies, not the policies of roles; what may be done through an"
                    + " endpoint is bounded by its policy alone"),
    CREDENTIALS_ELSEWHERE(
            "credentials of the nodes' role, taken from instance metadata and used from somewhere else",
            "they leave as data does, by a way above; what they may do elsewhere is for the role's policies"
                    + " (aws:SourceVpc)"),
    CLOUDTRAIL_OF_OTHERS(
            "what a call with foreign credentials names: it stands in the CloudTrail of the caller's account, even if it is"
                    + " refused",
            "a few characters a call; it needs an endpoint to which nodes can talk, and no policy of an endpoint closes it"),
    RESOURCE_POLICIES(
            "policies of one's own buckets, queues, topics, keys and repositories that let other accounts read",
            "they act on what nodes are meant to write, outside the network"),
    S3_REPLICATION(
            "S3: replication, inventory, notifications, Object Lambda, presigned links to one's own buckets",
            "S3 moves data itself, and a link is used from anywhere"),
    SNAPSHOTS_AND_IMAGES(
            "EBS snapshots, AMIs and VM exports: shared with other accounts, made public, copied to other Regions, read by"
                    + " EBS direct APIs",
            "EC2 moves data itself; disks of nodes belong to SageMaker's account"),
    BACKUPS_AND_TRANSFER(
            "AWS Backup, DataSync, Storage Gateway, Transfer Family, exports of databases to S3",
            "these services move data by networks of their own"),
    FILE_SYSTEM_EXPORT(
            "FSx for Lustre: a data repository association that exports to a bucket of somebody else's, a backup, a"
                    + " replica",
            "FSx moves data itself; whose the bucket of the workflow's own file system is, the workflow and the drift audit"
                    + " ask S3"),
    IMAGE_REPLICATION(
            "ECR: replication to other accounts, pull-through caches that ask other registries by name",
            "ECR moves data itself"),
    LOGS_AND_METRICS(
            "CloudWatch: subscriptions of log groups, cross-account observability, metric streams, dashboards that are"
                    + " shared",
            "CloudWatch moves data itself"),
    EVENTS_AND_MESSAGES(
            "EventBridge, SNS, SQS, Step Functions, Firehose: rules, pipes, API destinations, subscriptions by e-mail or"
                    + " HTTPS",
            "these services move data themselves; the endpoint's policy decides whether nodes reach them"),
    FUNCTIONS(
            "Lambda functions and other compute of the account outside the VPC that nodes may call",
            "they have networks of their own; the endpoint to Lambda is judged by its policy"),
    MODELS_AND_OTHER_SERVICES(
            "services that pass on what they are given, such as Bedrock to other Regions",
            "the endpoint's policy is judged, not what the service does"),
    SESSIONS(
            "Systems Manager: sessions, port forwarding and output of commands through ssm and ssmmessages",
            "whoever may start a session in the account takes data out by it; nodes of a restricted instance group admit"
                    + " none"),
    CONSOLE_OUTPUT(
            "EC2: console output, screenshots, serial console, user data, tags and names of resources",
            "these are read by API calls of the account's users"),
    KUBERNETES(
            "Kubernetes: the cluster's API server, logs, exec, port forwarding, objects that pods write, network policies",
            "the API server's addresses are not followed further than the interfaces in the VPC"),
    PLATFORM(
            "SageMaker's own software on the nodes, and results in the service-managed bucket",
            "AWS operates it outside the account's networks"),
    MANAGED_SERVICES(
            "databases, brokers and other managed services with interfaces in the VPC: replicas in other Regions, exports,"
                    + " federated queries",
            "these services have a network of their own beside their interfaces"),
    LINK_LOCAL(
            "link-local services: instance metadata, Amazon Time Sync, KMS for Windows, ENA and EFA management",
            "no route, group or ACL applies to them, and AWS alone answers"),
    LOGS_OF_THE_NETWORK(
            "flow logs, resolver query logs and DNS Firewall logs that are delivered to foreign buckets",
            "names and packets can carry data into a log; where logs go is not read"),
    EFA("EFA traffic between nodes", "it does not leave the subnet, and security groups apply to it"),
    OTHER_REGIONS("endpoints to services in other Regions", "where data is kept is not judged, only whose it is"),
    PHYSICAL(
            "hardware outside of AWS's Regions: Outposts, Local Zones, Wavelength",
            "who has access to it is no fact of a network"),
    CHANGES(
            "changes after the moment of the audit, by anybody who may change the network or a policy",
            "a verdict is a fact about one moment; the drift check repeats it"),
    SIDE_CHANNELS(
            "how long, how often and how much: timing, sizes, counts of metrics", "no policy or route closes them");

    private final String way;
    private final List<Control> controls;
    private final String why;

    WayOut(String way, Control... controls) {
        this.way = way;
        this.controls = List.of(controls);
        why = "";
    }

    WayOut(String way, String why) {
        this.way = way;
        controls = List.of();
        this.why = why;
    }

    /** A way that the audit says nothing about. */
    public record NotModelled(
            @JsonProperty String way, @JsonProperty String why) {}

    /** The ways that the audit says nothing about, with the reason. */
    public static List<NotModelled> notModelled() {
        return Arrays.stream(values())
                .filter(each -> each.controls.isEmpty())
                .map(each -> new NotModelled(each.way, each.why))
                .toList();
    }

    /** The controls that speak of it; none if it is not modelled. */
    public List<Control> controls() {
        return controls;
    }

    /** Its row in the documentation's table. */
    public String row() {
        return "| " + way + " | " + treatment() + " |";
    }

    private String treatment() {
        if (controls.isEmpty()) {
            return "not modelled: " + why;
        }
        boolean judged =
                controls.stream().anyMatch(control -> control.severity().compareTo(Severity.MEDIUM) <= 0);
        return (judged ? "judged: " : "reported: ")
                + controls.stream().map(Control::id).collect(Collectors.joining(", "));
    }
}
