package hyperpod.rig.egress.report;

import hyperpod.rig.egress.control.WayOut;

/** The ways out of a VPC about which the audit says nothing, for the end of a report. */
final class NotModelledSection {

    private NotModelledSection() {}

    static String text() {
        StringBuilder text = new StringBuilder("\nNot judged, whatever the verdict:\n");
        WayOut.notModelled().forEach(way -> text.append("    %s\n".formatted(way.way())));
        return text.toString();
    }

    static String html() {
        StringBuilder html = new StringBuilder("""
                <section>
                <h2>Not judged</h2>
                <p>Whatever the verdict, it says nothing about:</p>
                <ul>
                """);
        WayOut.notModelled()
                .forEach(way -> html.append("<li>%s <small>(%s)</small></li>\n"
                        .formatted(Html.escaped(way.way()), Html.escaped(way.why()))));
        return html.append("</ul>\n</section>\n").toString();
    }
}
