package hyperpod.rig.sandbox.schedules;

import hyperpod.rig.sandbox.schedules.world.Application;
import java.nio.file.Path;

public final class Dev {
    public static void main(String[] a) {
        java.io.PrintStream out = System.out;
        if (a.length < 4) System.setOut(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
        long t = System.nanoTime();
        Application app = new Application(Path.of(a[2]), Path.of(a[2], "sandbox/.venv/tools"));
        out.println("app " + (System.nanoTime() - t) / 1e9);
        Search s = new Search(app);
        out.println("profile " + (System.nanoTime() - t) / 1e9 + " places " + s.profile().places().size());
        if (a[0].equals("happy")) {
            for (Ground.Outcome o : Ground.Outcome.values()) {
                var p = s.play(new Schedule(0, new Ground(o, Ground.Files.LINKED, a[1].equals("1")), java.util.List.of()));
                p.story().forEach(out::println);
                out.println(p.violations()); 
            }
            System.exit(0);
        }
        long from = Long.parseLong(a[0]), to = Long.parseLong(a[1]);
        java.util.Map<String, Integer> kinds = new java.util.TreeMap<>();
        for (long seed = from; seed < to; seed++) {
            var p = s.play(seed);
            if (p.failed()) {
                var r = to - from == 1 ? p : s.reduced(p);
                r.story().forEach(out::println);
                out.println("SEED " + seed + " " + r.violations());
                r.violations().forEach(v -> kinds.merge(v.kind() + " " + v.words().replaceAll("[0-9a-f-]{6,}", "X"), 1, Integer::sum));
            } else if (to - from == 1) p.story().forEach(out::println);
        }
        kinds.forEach((k, v) -> out.println(v + " x " + k));
        out.println("total " + (System.nanoTime() - t) / 1e9); System.exit(0);
    }
}
