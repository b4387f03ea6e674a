package hyperpod.rig.egress.check;

import hyperpod.rig.egress.snapshot.Route;

/** AWS CLI commands that take back what a control found. */
final class Remedies {

    private Remedies() {}

    static String deleteRoute(String routeTableId, Route route) {
        return "aws ec2 delete-route --route-table-id " + routeTableId + " " + route.destination().cliOption() + " "
                + route.destination().text();
    }

    /** The route as evidence: where it stands, what it matches and where it leads. */
    static String shown(String routeTableId, Route route) {
        return routeTableId + ": " + route.destination().text() + " -> " + route.targetId() + (route.propagated() ? " (propagated)" : "");
    }
}
