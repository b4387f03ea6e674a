package hyperpod.rig.egress.control;

import java.util.Arrays;
import java.util.Optional;

/**
 * What the audit looks for. Each control has a section in {@code docs/egress-controls.md}.
 *
 * <p>The classes in {@code check} apply them.
 */
public enum Control {
    NAT_PATH("EGR-101", Severity.CRITICAL),
    INTERNET_GATEWAY_PATH("EGR-102", Severity.CRITICAL),
    EGRESS_ONLY_INTERNET_GATEWAY_PATH("EGR-103", Severity.CRITICAL),
    TRANSIT_GATEWAY_PATH("EGR-104", Severity.CRITICAL),
    UNKNOWN_PATH("EGR-201", Severity.HIGH),
    MISSING_PART("EGR-202", Severity.HIGH),
    RELAY("EGR-203", Severity.HIGH),
    SHARED_VPC("EGR-204", Severity.HIGH),
    ROUTE_WITHOUT_PUBLIC_ADDRESS("EGR-301", Severity.MEDIUM),
    BLOCKED_PATH("EGR-302", Severity.MEDIUM),
    UNUSED_GATEWAY("EGR-303", Severity.MEDIUM),
    OTHER_NETWORK("EGR-304", Severity.MEDIUM),
    PUBLIC_ADDRESS_ON_LAUNCH("EGR-305", Severity.MEDIUM),
    PUBLIC_ADDRESS("EGR-306", Severity.MEDIUM),
    WIDE_SECURITY_GROUP("EGR-307", Severity.MEDIUM),
    WIDE_ENDPOINT_POLICY("EGR-308", Severity.MEDIUM),
    FOREIGN_SERVICE("EGR-309", Severity.MEDIUM),
    FOREIGN_RESOLVER("EGR-310", Severity.MEDIUM),
    WAY_OUT_OF_ANOTHER_SUBNET("EGR-311", Severity.MEDIUM),
    PROPAGATED_ROUTES("EGR-312", Severity.MEDIUM),
    LATE_ROUTE("EGR-313", Severity.MEDIUM),
    VPC_LATTICE("EGR-314", Severity.MEDIUM),
    REMOTE_ACCESS("EGR-315", Severity.MEDIUM),
    TRAFFIC_MIRRORING("EGR-316", Severity.MEDIUM),
    FORWARDED_NAMES("EGR-317", Severity.MEDIUM),
    MISSING_ENDPOINTS("EGR-401", Severity.LOW),
    UNUSABLE_ENDPOINT("EGR-402", Severity.LOW),
    NO_DNS_FIREWALL("EGR-403", Severity.LOW),
    NO_FLOW_LOGS("EGR-404", Severity.LOW),
    SECURITY_GROUP_WIDER_THAN_NEEDED("EGR-405", Severity.LOW),
    NARROW_ENDPOINT_POLICY("EGR-406", Severity.LOW),
    BLOCK_PUBLIC_ACCESS("EGR-501", Severity.INFO),
    TAKEN_ON_TRUST("EGR-502", Severity.INFO),
    INTERNET_CONNECTION("ING-101", Severity.CRITICAL),
    UNKNOWN_ENTRANCE("ING-201", Severity.HIGH),
    MISSING_INBOUND_PART("ING-202", Severity.HIGH),
    INTERNET_FACING_SERVICE("ING-203", Severity.HIGH),
    ENTRANCE_WITHOUT_RETURN("ING-301", Severity.MEDIUM),
    BLOCKED_ENTRANCE("ING-302", Severity.MEDIUM),
    CONNECTION_FROM_OTHER_NETWORK("ING-303", Severity.MEDIUM),
    CONNECTION_THROUGH_SERVICE("ING-304", Severity.MEDIUM),
    INBOUND_RELAY("ING-305", Severity.MEDIUM),
    WIDE_INBOUND_RULE("ING-306", Severity.MEDIUM),
    NEIGHBOURS("ING-401", Severity.LOW),
    INBOUND_RULE_WIDER_THAN_NEEDED("ING-402", Severity.LOW);

    private final String id;
    private final Severity severity;

    Control(String id, Severity severity) {
        this.id = id;
        this.severity = severity;
    }

    /** The control of an id. */
    public static Optional<Control> ofId(String id) {
        return Arrays.stream(values()).filter(control -> control.id.equals(id)).findFirst();
    }

    /** Its id, such as {@code EGR-101}. */
    public String id() {
        return id;
    }

    /** Which way it looks, as its id says. */
    public Direction direction() {
        return id.startsWith("ING-") ? Direction.INGRESS : Direction.EGRESS;
    }

    /** How bad it is what it finds. */
    public Severity severity() {
        return severity;
    }

    /**
     * Whether it says that a path is open (CRITICAL) or not proven (HIGH): that is so whatever a policy thinks of it.
     */
    public boolean isFact() {
        return severity.compareTo(Severity.HIGH) <= 0;
    }
}
