package hyperpod.rig.egress.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.OperatingSystemMXBean;
import hyperpod.rig.egress.AuditRequest;
import hyperpod.rig.egress.AuditResult;
import hyperpod.rig.egress.EgressAudit;
import hyperpod.rig.egress.policy.EgressPolicy;
import hyperpod.rig.egress.snapshot.NetworkSnapshot;
import hyperpod.rig.egress.snapshot.SnapshotReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Measures one snapshot in this process: {@code AuditBenchmark audit|load|tree DIR SECURITY_GROUP}. {@code tree} is the
 * baseline of {@code load}: the same files read with Jackson's tree model. Prints one line of JSON; times in
 * milliseconds, those of the processor with garbage collection and compilation; memory in MiB.
 */
public final class AuditBenchmark {

    private static final int REPETITIONS = 7;
    private static final double NANOS = 1e6;
    private static final long MIB = 1 << 20;

    private AuditBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[1]);
        Map<String, Object> figures = new TreeMap<>();
        if (!arguments[0].equals("audit")) {
            Object[] loaded = new Object[1];
            figures.put(
                    "loadCpuMillis",
                    cpuMillis(() -> loaded[0] =
                            arguments[0].equals("tree") ? tree(directory) : SnapshotReader.readDirectory(directory)));
            figures.put("liveMiB", live(loaded));
        } else {
            NetworkSnapshot[] network = new NetworkSnapshot[1];
            figures.put("loadMillis", millis(() -> network[0] = SnapshotReader.readDirectory(directory)));
            AuditRequest request = new AuditRequest(
                    List.of(),
                    List.of(arguments[2]),
                    EgressPolicy.of(EgressPolicy.Mode.STRICT),
                    LocalDate.of(2026, 1, 1));
            double[] audits = new double[REPETITIONS];
            AuditResult[] result = new AuditResult[1];
            for (int i = 0; i < REPETITIONS; i++) {
                audits[i] = millis(() -> result[0] = EgressAudit.audit(network[0], request));
            }
            figures.put("firstAuditMillis", audits[0]);
            Arrays.sort(audits);
            figures.put("auditMillis", audits[REPETITIONS / 2]);
            figures.put("subnets", result[0].subnets().size());
            figures.put("findings", result[0].findings().size());
            figures.put("verdict", result[0].verdict());
        }
        figures.put("peakHeapMiB", peakHeap());
        System.out.println(JsonMapper.builder().build().writeValueAsString(figures));
    }

    private interface Work {
        void run() throws IOException;
    }

    private static double millis(Work work) throws IOException {
        long start = System.nanoTime();
        work.run();
        return Math.round((System.nanoTime() - start) / NANOS * 10) / 10.0;
    }

    private static double cpuMillis(Work work) throws IOException {
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long start = process.getProcessCpuTime();
        work.run();
        return Math.round((process.getProcessCpuTime() - start) / NANOS * 10) / 10.0;
    }

    /** What the heap holds as long as the object is needed. */
    private static long live(Object[] needed) {
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        Reference.reachabilityFence(needed);
        return used / MIB;
    }

    private static List<JsonNode> tree(Path directory) throws IOException {
        List<JsonNode> trees = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                trees.add(JsonMapper.builder().build().readTree(file.toFile()));
            }
        }
        if (trees.isEmpty()) {
            throw new IOException(directory + " holds no file");
        }
        return trees;
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(usage -> usage.getUsed())
                        .sum()
                / MIB;
    }
}
