package hyperpod.rig.egress;

import hyperpod.rig.egress.finding.Origin;
import hyperpod.rig.egress.policy.EffectivePolicy;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.policy.EgressPolicyReader;
import hyperpod.rig.egress.report.AuditContext;
import hyperpod.rig.egress.report.AuditReport;
import hyperpod.rig.egress.report.HtmlReport;
import hyperpod.rig.egress.report.JsonReport;
import hyperpod.rig.egress.report.TextReport;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.Subnet;
import hyperpod.rig.egress.snapshot.UnusableSnapshotException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ./egress-audit}: audits a network snapshot or live VPCs. Exit status 0: the policy holds; 1: it does not; 2:
 * unusable arguments.
 */
@Command(
        name = "egress-audit",
        mixinStandardHelpOptions = true,
        description = "Decides from a network snapshot, or from live VPCs, whether traffic or data can leave subnets,"
                + " and who can connect into them.",
        footer = "Exit status: 0 the policy holds, 1 it does not, 2 unusable arguments or snapshot."
                + " With --verify: 0 intact, 1 altered or of another verdict, 2 unusable.")
public final class EgressAuditCommand implements Callable<Integer> {

    private static final String ALL = "all";
    private static final int HOLDS = 0;
    private static final int DOES_NOT_HOLD = 1;
    private static final int UNUSABLE = 2;
    /** An Availability Zone begins with its Region, a Local Zone too. */
    private static final Pattern REGION_OF_ZONE = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d+");

    /** The output's form. */
    enum Format {
        text,
        json,
        html
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private NetworkInput input = new NetworkInput();

    @Option(
            names = "--subnet",
            paramLabel = "ID",
            description =
                    "Subnet to audit, or all. May be repeated. With --vpc the default is every subnet of these VPCs.")
    private List<String> subnets = List.of();

    @Option(
            names = "--security-group",
            paramLabel = "ID",
            description = "Security group of the interfaces. May be repeated; without one this layer counts as open.")
    private List<String> securityGroups = List.of();

    @Option(
            names = "--policy",
            defaultValue = "strict",
            paramLabel = "strict|standard|FILE",
            description =
                    "strict accepts LOCKED alone, standard also WEAKENED; or a policy file, see docs/egress-controls.md."
                            + " Default: ${DEFAULT-VALUE}.")
    private String policy;

    @Option(
            names = "--reinforcement-fine-tuning",
            description = "Nodes also need endpoints to AWS Lambda and Amazon SQS, for reward functions.")
    private boolean reinforcementFineTuning;

    @Option(names = "--account", paramLabel = "ID", description = "Account, for the report; else the subnets' owner.")
    private Optional<String> account = Optional.empty();

    @Option(names = "--region", paramLabel = "NAME", description = "Region, for the report; else the subnets' one.")
    private Optional<String> region = Optional.empty();

    @Option(names = "--cluster", paramLabel = "NAME", description = "HyperPod cluster, for the report.")
    private Optional<String> cluster = Optional.empty();

    @Option(
            names = "--verify",
            paramLabel = "EVIDENCE",
            description = "Verify evidence instead of auditing: a directory with its files, or s3://BUCKET/PREFIX.")
    private Optional<String> verify = Optional.empty();

    @Mixin
    private EvidenceCheck verification = new EvidenceCheck();

    @Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "text|json|html",
            description = "Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where to write the report instead of standard output.")
    private Optional<Path> output = Optional.empty();

    /** Runs the command and ends the process. */
    public static void main(String[] arguments) {
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine command = new CommandLine(new EgressAuditCommand());
        // Status 1 says that a network was judged, which an audit that broke off has not done.
        command.getCommandSpec().exitCodeOnExecutionException(UNUSABLE);
        return command.setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    if (e instanceof UnusableSnapshotException
                            || e instanceof IllegalArgumentException
                            || e instanceof IOException) {
                        err.println("egress-audit: " + e.getMessage());
                        return UNUSABLE;
                    }
                    throw e;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        if (verify.isPresent()) {
            return verification.run(verify.get(), spec.commandLine().getOut());
        }
        EffectivePolicy egressPolicy = policy();
        NetworkSnapshot network = input.read();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        AuditScope scope = new AuditScope(
                List.of(new AuditScope.AuditedNetwork(audited(network), securityGroups)),
                reinforcementFineTuning,
                LocalDate.ofInstant(now, ZoneOffset.UTC));
        AuditResult result = EgressAudit.audit(network, scope, egressPolicy);
        AuditReport audit = AuditReport.of(context(now, network, result), scope, input.sha256(), network, result);
        String report = switch (format) {
            case text -> TextReport.of(audit);
            case json -> JsonReport.of(audit);
            case html -> HtmlReport.of(audit);
        };
        if (output.isPresent()) {
            write(output.get(), report);
        } else {
            spec.commandLine().getOut().print(report);
            spec.commandLine().getOut().flush();
        }
        return result.policyHolds() ? HOLDS : DOES_NOT_HOLD;
    }

    /** What the options say of the audit, else what the snapshot says. */
    private AuditContext context(Instant now, NetworkSnapshot network, AuditResult result) {
        List<Subnet> judged = result.subnets().stream()
                .flatMap(subnet -> network.subnet(subnet.subnetId()).stream())
                .toList();
        return new AuditContext(
                now,
                AuditContext.Moment.COMMAND_LINE,
                account.or(() -> theOnly(judged.stream().flatMap(subnet -> subnet.ownerId().stream()))),
                region.or(() -> theOnly(judged.stream()
                        .flatMap(subnet -> subnet.availabilityZone().stream())
                        .map(REGION_OF_ZONE::matcher)
                        .filter(Matcher::lookingAt)
                        .map(Matcher::group))),
                cluster,
                Optional.empty());
    }

    private static Optional<String> theOnly(Stream<String> values) {
        List<String> distinct = values.distinct().toList();
        return distinct.size() == 1 ? Optional.of(distinct.getFirst()) : Optional.empty();
    }

    private static void write(Path file, String report) {
        try {
            Files.writeString(file, report);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--output " + file + " cannot be written: give a file in a directory that exists"
                            + " and that you may write to",
                    e);
        }
    }

    private EffectivePolicy policy() throws IOException {
        boolean isName = Arrays.stream(EgressPolicy.Mode.values())
                .anyMatch(mode -> mode.text().equals(policy));
        if (isName) {
            boolean chosen = spec.commandLine().getParseResult().hasMatchedOption("--policy");
            return new EffectivePolicy(
                    EgressPolicy.of(EgressPolicy.Mode.parse(policy)), chosen ? Origin.REQUESTER : Origin.DEFAULT);
        }
        Path file = Path.of(policy);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("--policy " + policy + " is neither strict nor standard nor a file");
        }
        return EgressPolicyReader.read(Files.readString(file), policy);
    }

    /**
     * None means all of the snapshot; a live one also holds the VPCs behind transit gateways, which nobody asked for.
     */
    private List<String> audited(NetworkSnapshot network) {
        boolean all = subnets.contains(ALL);
        if (!all && !subnets.isEmpty()) {
            return subnets;
        }
        if (input.vpcs().isEmpty()) {
            if (!all) {
                throw new IllegalArgumentException("--subnet is missing: give a subnet's id, or all");
            }
            return List.of();
        }
        List<String> ids = network.subnets().stream()
                .filter(s -> input.vpcs().contains(s.vpcId()))
                .map(Subnet::subnetId)
                .sorted()
                .toList();
        if (ids.isEmpty()) {
            throw new UnusableSnapshotException("the VPCs " + input.vpcs() + " have no subnet to audit");
        }
        return ids;
    }
}
