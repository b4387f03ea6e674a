package hyperpod.rig.egress.snapshot;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a service of AWS uses a network interface for. AWS says it by the interface's type, or by a description that
 * nobody else can change as long as the interface is managed by its requester.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html">Requester-managed
 *     network interfaces</a>
 */
public enum InterfaceService {
    LOAD_BALANCER(
            "a load balancer, which passes on what clients and targets send",
            Role.OUTSIDE,
            Set.of("load_balancer", "network_load_balancer", "gateway_load_balancer"),
            List.of("ELB ")),
    INSTANCE_CONNECT_ENDPOINT(
            "an EC2 Instance Connect endpoint, through which people log in from outside",
            Role.OUTSIDE,
            Set.of("ec2_instance_connect_endpoint"),
            List.of("EC2 Instance Connect")),
    CLIENT_VPN(
            "a Client VPN endpoint, through which people enter from outside",
            Role.OUTSIDE,
            Set.of(),
            List.of("ClientVPN Endpoint", "Client VPN")),
    VERIFIED_ACCESS(
            "an endpoint of Verified Access, through which people enter from outside",
            Role.OUTSIDE,
            Set.of(),
            List.of("VerifiedAccess", "Verified Access", "AWS Verified Access")),
    CLOUDFRONT_VPC_ORIGIN(
            "a VPC origin of CloudFront, which takes data to the internet",
            Role.OUTSIDE,
            Set.of(),
            List.of("CloudFront", "Cloudfront")),
    GLOBAL_ACCELERATOR(
            "Global Accelerator, which connects clients on the internet",
            Role.OUTSIDE,
            Set.of("global_accelerator_managed"),
            List.of("GlobalAccelerator", "Global Accelerator")),
    RESOURCE_GATEWAY(
            "a resource gateway of VPC Lattice, by which other VPCs and accounts reach what is in this one",
            Role.OUTSIDE,
            Set.of(),
            List.of("Resource Gateway Interface")),
    LAMBDA(
            "a function of AWS Lambda, which answers its callers outside",
            Role.OUTSIDE,
            Set.of("lambda"),
            List.of("AWS Lambda VPC ENI")),
    API_GATEWAY(
            "a private integration of API Gateway, which answers callers outside",
            Role.OUTSIDE,
            Set.of("api_gateway_managed"),
            List.of("API Gateway")),
    QUICKSIGHT(
            "QuickSight, which takes data to its users",
            Role.OUTSIDE,
            Set.of("quicksight"),
            List.of("QuickSight", "Amazon QuickSight")),
    DATA_MOVER(
            "a service that copies data elsewhere",
            Role.OUTSIDE,
            Set.of("iot_rules_managed"),
            List.of("DMSNetworkInterface", "datasync ", "Attached to Glue", "AppFlow", "Amazon AppFlow")),
    WORKSTATION(
            "a workstation or notebook that people use from outside",
            Role.OUTSIDE,
            Set.of(),
            List.of(
                    "Created By Amazon Workspaces",
                    "AppStream",
                    "[Do not delete] Network Interface created to access resources in your VPC for SageMaker Notebook",
                    "[DO NOT DELETE] ENI managed by SageMaker for Studio")),
    BUILD(
            "a build or code connection, which works for people outside",
            Role.OUTSIDE,
            Set.of("aws_codestar_connections_managed"),
            List.of("AWS CodeBuild", "CodeStar")),
    DIRECTORY(
            "a directory, whose DNS servers forward names",
            Role.OUTSIDE,
            Set.of(),
            List.of("AWS created network interface for directory")),
    BROKER(
            "a broker, from which others can read what is written to it",
            Role.OUTSIDE,
            Set.of(),
            List.of("DO NOT DELETE - Amazon MSK", "Amazon MSK", "Amazon MQ", "AmazonMQ")),
    STORE(
            "a file system, database or cache of the account",
            Role.STORE,
            Set.of("efs"),
            List.of(
                    "EFS mount target",
                    "Created By Amazon FSx",
                    "Created by Amazon FSx",
                    "Amazon FSx",
                    "RDSNetworkInterface",
                    "ElastiCache",
                    "RedshiftNetworkInterface",
                    "DAX",
                    "ES ",
                    "MemoryDB",
                    "NeptuneNetworkInterface")),
    CONTROL_PLANE("the control plane of an EKS cluster", Role.STORE, Set.of(), List.of("Amazon EKS ")),
    VPC_ENDPOINT("a VPC endpoint", Role.ENDPOINT, Set.of("vpc_endpoint"), List.of("VPC Endpoint Interface")),
    GATEWAY(
            "a gateway, to which routes lead",
            Role.JUDGED_ELSEWHERE,
            Set.of("nat_gateway", "natGateway", "transit_gateway", "gateway_load_balancer_endpoint"),
            List.of("Interface for NAT Gateway", "Network Interface for Transit Gateway")),
    RESOLVER(
            "an endpoint of Route 53 Resolver, to which resolver rules lead",
            Role.JUDGED_ELSEWHERE,
            Set.of(),
            List.of("Route 53 Resolver")),
    CONTAINER(
            "a task on Fargate, which is judged like an instance",
            Role.JUDGED_ELSEWHERE,
            Set.of(),
            List.of("arn:aws:ecs:", "arn:aws-cn:ecs:", "arn:aws-us-gov:ecs:")),
    SAGEMAKER("an instance of SageMaker, which is judged like an instance", Role.JUDGED_ELSEWHERE, Set.of(), List.of()),
    OTHER_ACCOUNT(
            "a machine of another account, which may have interfaces in other networks",
            Role.UNKNOWN,
            Set.of(),
            List.of()),
    UNKNOWN("a service that this audit does not know", Role.UNKNOWN, Set.of(), List.of());

    /** Who has an interface in use. */
    enum User {
        /** An instance of the account, or nobody yet. */
        OWN_INSTANCE,
        /** A service that manages the interface, so that nobody else wrote its description. */
        SERVICE,
        /** A machine of another account, to which whoever made the interface lent it. */
        OTHER_ACCOUNT
    }

    /**
     * The sessions in which services of AWS make interfaces and lend them to their own accounts. Who may make
     * interfaces for other accounts can name a session so; nothing else tells these services.
     */
    private static final Map<String, InterfaceService> BY_SESSION =
            Map.of("AmazonEKS", CONTROL_PLANE, "SageMaker", SAGEMAKER);

    /** What the interface can mean for data. */
    public enum Role {
        /** Somebody or something outside the VPC is behind it. */
        OUTSIDE,
        /** What is written there stays there; who may read it there is for the service's own permissions. */
        STORE,
        /** An endpoint, judged by its service and policy. */
        ENDPOINT,
        /** Judged by routes, resolver rules, or like any interface. */
        JUDGED_ELSEWHERE,
        /** Nobody knows. */
        UNKNOWN
    }

    private static final String PLAIN = "interface";

    /** The types of interfaces that instances and pods have; services have plain ones, too. */
    private static final Set<String> OF_INSTANCES = Set.of(PLAIN, "efa", "efa-only", "trunk", "branch");

    private static final Map<String, InterfaceService> BY_TYPE = Arrays.stream(values())
            .flatMap(service -> service.types.stream().map(type -> Map.entry(type, service)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final List<Map.Entry<String, InterfaceService>> BY_DESCRIPTION = Arrays.stream(values())
            .flatMap(service -> service.descriptions.stream().map(beginning -> Map.entry(beginning, service)))
            .toList();

    private final String words;
    private final Role role;
    private final Set<String> types;
    private final List<String> descriptions;

    InterfaceService(String words, Role role, Set<String> types, List<String> descriptions) {
        this.words = words;
        this.role = role;
        this.types = types;
        this.descriptions = descriptions;
    }

    /** What it is, in words for a report. */
    public String words() {
        return words;
    }

    /** What it can mean for data. */
    public Role role() {
        return role;
    }

    /** Whether what comes from it can bear the address of a client elsewhere. */
    public boolean keepsClientAddress() {
        return this == LOAD_BALANCER || this == GLOBAL_ACCELERATOR;
    }

    /**
     * The service that an interface belongs to; empty for an interface of an instance.
     *
     * @param type its {@code InterfaceType}
     * @param user who has it in use
     * @param description its {@code Description}
     * @param requesterId its {@code RequesterId}; a role's is followed by the name of its session
     */
    static Optional<InterfaceService> of(String type, User user, String description, String requesterId) {
        Optional<InterfaceService> byType = Optional.ofNullable(BY_TYPE.get(type));
        if (byType.isPresent()) {
            return byType;
        }
        Optional<InterfaceService> said = said(description);
        return switch (user) {
            case OWN_INSTANCE ->
                OF_INSTANCES.contains(type)
                        // Whoever owns the interface can write what he likes: that makes it no better.
                        ? said.filter(service -> service.role == Role.OUTSIDE)
                        : Optional.of(said.orElse(UNKNOWN));
            // Only instances have interfaces of these types, be it with a service that runs them.
            case SERVICE ->
                OF_INSTANCES.contains(type) && !type.equals(PLAIN)
                        ? Optional.empty()
                        : Optional.of(said.orElse(UNKNOWN));
            case OTHER_ACCOUNT -> Optional.of(lent(said, requesterId));
        };
    }

    /** Asked of every interface of a network: a plain loop over few beginnings. */
    private static Optional<InterfaceService> said(String description) {
        if (!description.isEmpty()) {
            for (Map.Entry<String, InterfaceService> beginning : BY_DESCRIPTION) {
                if (description.startsWith(beginning.getKey())) {
                    return Optional.of(beginning.getValue());
                }
            }
        }
        return Optional.empty();
    }

    /** Whose the machine of another account is that has an interface. */
    private static InterfaceService lent(Optional<InterfaceService> said, String requesterId) {
        int colon = requesterId.indexOf(':');
        if (said.filter(service -> service.role == Role.OUTSIDE).isPresent()) {
            return said.orElseThrow();
        }
        if (colon < 0) {
            return OTHER_ACCOUNT;
        }
        return Optional.ofNullable(BY_SESSION.get(requesterId.substring(colon + 1)))
                .or(() -> said.filter(service -> service.role == Role.STORE && service != CONTROL_PLANE))
                .orElse(OTHER_ACCOUNT);
    }
}
