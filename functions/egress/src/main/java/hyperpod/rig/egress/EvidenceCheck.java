package hyperpod.rig.egress;

import hyperpod.rig.egress.evidence.EvidenceSource;
import hyperpod.rig.egress.evidence.EvidenceVerification;
import hyperpod.rig.egress.evidence.Manifest;
import hyperpod.rig.egress.evidence.RemoteEvidence;
import hyperpod.rig.egress.report.AnalysisVersion;
import hyperpod.rig.egress.report.AuditContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** {@code ./egress-audit --verify EVIDENCE}: says in one line whether evidence was altered, and what of it. */
final class EvidenceCheck {

    private static final Pattern S3 = Pattern.compile("s3://([^/]+)/(.+?)/?");
    private static final int INTACT = 0;
    private static final int ALTERED = 1;

    @Option(
            names = "--manifest-sha256",
            paramLabel = "HEX",
            description = "With --verify: the digest of manifest.json, as the execution's output has it.")
    private Optional<String> manifestSha256 = Optional.empty();

    @Option(
            names = "--execution",
            paramLabel = "NAME",
            description = "With --verify: the execution of which the evidence should be; else S3's prefix says it.")
    private Optional<String> execution = Optional.empty();

    /** Verifies, prints what was found, and returns the exit status. */
    int run(String place, PrintWriter out) throws IOException {
        Matcher s3 = S3.matcher(place);
        boolean remote = s3.matches();
        EvidenceSource evidence = remote
                ? ServiceLoader.load(RemoteEvidence.class)
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "s3:// needs the AWS clients, which are not in this jar: start ./egress-audit"))
                        .read(s3.group(1), s3.group(2))
                : inDirectory(place);
        EvidenceVerification verified = EvidenceVerification.of(
                evidence,
                manifestSha256,
                execution.or(() -> remote ? Optional.of(s3.group(2).split("/", 2)[0]) : Optional.empty()));
        out.println(line(verified));
        verified.manifest().ifPresent(manifest -> out.println("It is of " + of(manifest)));
        evidence.notes().forEach(note -> out.println("Note: " + note));
        out.flush();
        return verified.isIntact() && verified.isSameVerdict() ? INTACT : ALTERED;
    }

    private static EvidenceSource inDirectory(String place) throws IOException {
        Path directory = Path.of(place);
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("--verify " + place
                    + " is neither a directory nor s3://BUCKET/PREFIX: give the evidence of one audit");
        }
        return EvidenceSource.inDirectory(directory);
    }

    private static String line(EvidenceVerification verified) {
        if (!verified.isIntact()) {
            return "ALTERED: " + String.join("; ", verified.alterations());
        }
        Manifest manifest = verified.manifest().orElseThrow();
        String verdict = "the network was " + manifest.verdict() + ", judged again it is "
                + verified.recomputed().orElseThrow();
        if (manifest.analysis().equals(AnalysisVersion.CURRENT)) {
            return "INTACT: " + verdict;
        }
        return "INTACT: " + verdict + " by another analysis, " + AnalysisVersion.CURRENT.text() + " in place of "
                + manifest.analysis().text()
                + (verified.differences().isEmpty()
                        ? ", which finds the same"
                        : ". It differs in this: " + String.join("; ", verified.differences()));
    }

    private static String of(Manifest manifest) {
        AuditContext context = manifest.context();
        return "the audit of " + context.at() + " (" + context.moment().text() + ")"
                + context.clusterName().map(name -> ", cluster " + name).orElse("")
                + context.executionName().map(name -> ", execution " + name).orElse("")
                + context.accountId().map(id -> ", account " + id).orElse("")
                + context.region().map(name -> ", " + name).orElse("");
    }
}
