package hyperpod.rig.sandbox.schedules;

import java.util.random.RandomGenerator;

/**
 * What a schedule begins with.
 *
 * @param outcome how the control planes treat what is asked for
 * @param files what file system the request asks for
 * @param byApi whether the request comes through the API, or is typed into the console
 * @param sweepStartsRollback the template's parameter of that name: otherwise the sweep only reports what it finds
 */
public record Ground(Outcome outcome, Files files, boolean byApi, boolean sweepStartsRollback) {

    /** What the control planes do. */
    public enum Outcome {
        GOOD("everything would succeed", ""),
        NO_CAPACITY("the cluster fails for lack of capacity", "\"createOutcome\": \"Failed\", "),
        DEGRADED("a group of the cluster stays Degraded", "\"createOutcome\": \"Degraded\", "),
        FILE_SYSTEM_FAILS("the file system fails", ""),
        DELETION_REFUSED(
                "the deletion of the cluster is refused twice",
                "\"createOutcome\": \"Failed\", \"deleteRefusedTimes\": 2, ");

        private final String words;
        private final String cluster;

        Outcome(String words, String cluster) {
            this.words = words;
            this.cluster = cluster;
        }

        /** The {@code controlPlane} part of a scenario file. */
        public String controlPlane() {
            return """
                    {"cluster": {%s"seconds": {"creating": 240, "deepHealthCheck": 300, "rollingBack": 60, "deleting": 120, "creationTimeout": 1800}},
                     "fileSystem": {%s"seconds": {"creating": 120, "deleting": 60, "associationCreating": 30, "associationDeleting": 30}}}""".formatted(cluster, this == FILE_SYSTEM_FAILS ? "\"createOutcome\": \"FAILED\", " : "");
        }
    }

    /** What file system is asked for. */
    public enum Files {
        NONE,
        SHARED,
        LINKED
    }

    static Ground of(RandomGenerator chance) {
        Outcome outcome =
                chance.nextInt(5) < 3 ? Outcome.GOOD : Outcome.values()[chance.nextInt(Outcome.values().length)];
        Files files = outcome == Outcome.FILE_SYSTEM_FAILS ? Files.SHARED : Files.values()[chance.nextInt(3)];
        return new Ground(outcome, files, chance.nextBoolean(), chance.nextBoolean());
    }

    /** A sentence. */
    public String words() {
        return "A cluster is asked for " + (byApi ? "through the API, " : "in the console, ")
                + switch (files) {
                    case NONE -> "without a file system";
                    case SHARED -> "with a file system";
                    case LINKED -> "with a file system that is linked to S3";
                }
                + "; " + outcome.words + "; the sweep "
                + (sweepStartsRollback ? "starts rollbacks." : "only reports.");
    }
}
