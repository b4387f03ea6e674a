package hyperpod.rig.egress;

import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.policy.EgressPolicyReader;
import hyperpod.rig.egress.report.HtmlReport;
import hyperpod.rig.egress.report.JsonReport;
import hyperpod.rig.egress.report.TextReport;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./egress-audit}: audits a network snapshot. Exit status 0: the policy holds; 1: it does not; 2: unusable arguments. */
@Command(
        name = "egress-audit",
        mixinStandardHelpOptions = true,
        description = "Decides from a network snapshot whether traffic or data can leave subnets.",
        footer = "Exit status: 0 the policy holds, 1 it does not, 2 unusable arguments or snapshot.")
public final class EgressAuditCommand implements Callable<Integer> {

    private static final String ALL = "all";
    private static final int HOLDS = 0;
    private static final int DOES_NOT_HOLD = 1;
    private static final int UNUSABLE = 2;

    /** The output's form. */
    enum Format {
        text,
        json,
        html
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--snapshot", required = true, paramLabel = "DIR",
            description = "Directory of JSON files as aws ec2 describe-... prints them.")
    private Path snapshot;

    @Option(names = "--subnet", required = true, paramLabel = "ID", description = "Subnet to audit, or all. May be repeated.")
    private List<String> subnets;

    @Option(names = "--security-group", paramLabel = "ID",
            description = "Security group of the interfaces. May be repeated; without one this layer counts as open.")
    private List<String> securityGroups = List.of();

    @Option(names = "--policy", defaultValue = "strict", paramLabel = "strict|standard|FILE",
            description = "strict accepts LOCKED alone, standard also WEAKENED; or a policy file, see docs/egress-controls.md."
                    + " Default: ${DEFAULT-VALUE}.")
    private String policy;

    @Option(names = "--format", defaultValue = "text", paramLabel = "text|json|html", description = "Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Option(names = "--output", paramLabel = "FILE", description = "Where to write the report instead of standard output.")
    private Optional<Path> output = Optional.empty();

    /** Runs the command and ends the process. */
    public static void main(String[] arguments) {
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new EgressAuditCommand())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    if (e instanceof UnusableSnapshotException || e instanceof IllegalArgumentException || e instanceof IOException) {
                        err.println("egress-audit: " + e.getMessage());
                        return UNUSABLE;
                    }
                    throw e;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        EgressPolicy egressPolicy = policy();
        if (!Files.isDirectory(snapshot)) {
            throw new UnusableSnapshotException("--snapshot " + snapshot + " is not a directory: give one with the AWS CLI's output");
        }
        NetworkSnapshot network = SnapshotReader.readDirectory(snapshot);
        List<String> audited = subnets.contains(ALL) ? List.of() : subnets;
        AuditResult result = EgressAudit.audit(network, new AuditRequest(audited, securityGroups, egressPolicy, LocalDate.now(ZoneOffset.UTC)));
        String report = switch (format) {
            case text -> TextReport.of(result);
            case json -> JsonReport.of(result);
            case html -> HtmlReport.of(result);
        };
        if (output.isPresent()) {
            Files.writeString(output.get(), report);
        } else {
            spec.commandLine().getOut().print(report);
            spec.commandLine().getOut().flush();
        }
        return result.policyHolds() ? HOLDS : DOES_NOT_HOLD;
    }

    private EgressPolicy policy() throws IOException {
        boolean isName = Arrays.stream(EgressPolicy.Mode.values()).anyMatch(mode -> mode.text().equals(policy));
        if (isName) {
            return EgressPolicy.of(EgressPolicy.Mode.parse(policy));
        }
        Path file = Path.of(policy);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("--policy " + policy + " is neither strict nor standard nor a file");
        }
        return EgressPolicyReader.read(Files.readString(file), policy);
    }
}
