package hyperpod.rig.egress.report;

import hyperpod.rig.egress.ingress.IngressPath;
import hyperpod.rig.egress.path.EgressPath;
import hyperpod.rig.egress.path.Layer;
import hyperpod.rig.egress.path.PathStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Draws a way out or in from top to bottom, so that it fits a phone and a sheet of paper, however many hops it has.
 *
 * @see <a href="https://www.w3.org/TR/SVG2/">SVG 2</a>
 */
final class PathPicture {

    private static final int WIDTH = 300;
    private static final int BOX = 46;
    private static final int GAP = 24;
    private static final int MARGIN = 2;
    /** Characters of an id that a box holds. */
    private static final int ID_CHARACTERS = 32;

    private PathPicture() {}

    /** The picture of a way out; {@code first} names the subnets where it begins. */
    static String of(EgressPath path, String first) {
        List<Hop> hops = new ArrayList<>();
        hops.add(subnets(first));
        path.hops().stream().skip(1).map(Hop::of).forEach(hops::add);
        return svg(hops, end(path.status(), path.blockedBy(), "The internet"), path.destination(), look(path.status()));
    }

    /** The picture of a way in; {@code last} names the subnets where it ends. */
    static String of(IngressPath path, String last) {
        List<Hop> hops = new ArrayList<>();
        hops.add(new Hop("From", path.source()));
        path.hops().subList(0, Math.max(0, path.hops().size() - 1)).stream()
                .filter(hop -> !hop.equals(path.source()))
                .map(Hop::of)
                .forEach(hops::add);
        hops.add(subnets(last));
        String end = end(path.status(), path.blockedBy(), "A node");
        return svg(hops, end, path.traffic().equals("none") ? "" : path.traffic(), look(path.status()));
    }

    /** The picture of subnets without a path to public addresses; only those that are LOCKED have no way out at all. */
    static String closed(String first, String routeTableId, boolean locked) {
        return svg(
                List.of(subnets(first), Hop.of(routeTableId)),
                locked ? "No way out" : "No path to a public address",
                "",
                "closed");
    }

    private static Hop subnets(String names) {
        return new Hop(names.contains(" ") ? "Subnets" : "Subnet", names);
    }

    private static String end(PathStatus status, Optional<Layer> blockedBy, String reached) {
        return switch (status) {
            case OPEN -> reached;
            case BLOCKED -> blockedBy.map(PathPicture::blocked).orElse("Blocked");
            case UNPROVEN -> "Not proven";
        };
    }

    /** Short enough for its box. */
    private static String blocked(Layer layer) {
        return switch (layer) {
            case PUBLIC_ADDRESS -> "Blocked: no public address";
            case SECURITY_GROUP -> "Blocked by security groups";
            case NETWORK_ACL -> "Blocked by a network ACL";
            case RETURN_ROUTE -> "Blocked: no route back";
            case VPC_BLOCK_PUBLIC_ACCESS -> "Blocked by Block Public Access";
        };
    }

    private static String look(PathStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static String svg(List<Hop> hops, String end, String destination, String look) {
        int height = (hops.size() + 1) * BOX + hops.size() * GAP + 2 * MARGIN;
        String words = String.join(
                        " to ",
                        hops.stream().map(hop -> hop.kind() + " " + hop.id()).toList()) + "; " + end;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg class=\"way %s\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">"
                .formatted(look, WIDTH, height, WIDTH, height));
        svg.append("<title>")
                .append(Html.escaped(end))
                .append("</title><desc>")
                .append(Html.escaped(words))
                .append("</desc>");
        int y = MARGIN;
        for (int i = 0; i < hops.size(); i++) {
            box(svg, y, "hop", hops.get(i).kind(), hops.get(i).id());
            arrow(svg, y + BOX, i == 1 ? destination : "", i == hops.size() - 1 ? look : "on");
            y += BOX + GAP;
        }
        end(svg, y, end, look);
        return svg.append("</svg>").toString();
    }

    private static void box(StringBuilder svg, int y, String look, String kind, String id) {
        svg.append("<g><title>%s</title><rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\"/>"
                .formatted(Html.escaped(id), look, MARGIN, y, WIDTH - 2 * MARGIN, BOX));
        svg.append("<text class=\"kind\" x=\"14\" y=\"%d\">%s</text><text class=\"id\" x=\"14\" y=\"%d\">%s</text></g>"
                .formatted(y + 18, Html.escaped(kind), y + 36, Html.escaped(shortened(id))));
    }

    private static void arrow(StringBuilder svg, int y, String label, String look) {
        int x = WIDTH / 2;
        svg.append("<path class=\"arrow %s\" d=\"M%d %dV%dm-5 -6l5 6l5 -6\"/>".formatted(look, x, y + 1, y + GAP - 2));
        if (!label.isEmpty()) {
            svg.append("<text class=\"label\" x=\"%d\" y=\"%d\">%s</text>"
                    .formatted(x + 12, y + 16, Html.escaped(shortened(label))));
        }
    }

    private static void end(StringBuilder svg, int y, String text, String look) {
        svg.append("<rect class=\"end %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"23\"/>"
                .formatted(look, MARGIN, y, WIDTH - 2 * MARGIN, BOX));
        svg.append("<text class=\"end %s\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>"
                .formatted(look, WIDTH / 2, y + 28, Html.escaped(text)));
    }

    private static String shortened(String id) {
        return id.length() <= ID_CHARACTERS
                ? id
                : id.substring(0, ID_CHARACTERS / 2) + "\u2026" + id.substring(id.length() - ID_CHARACTERS / 2 + 1);
    }
}
