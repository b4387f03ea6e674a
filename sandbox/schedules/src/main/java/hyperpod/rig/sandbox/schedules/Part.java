package hyperpod.rig.sandbox.schedules;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** One process of a search: what it says is counted, and kept in a file. */
final class Part {

    private final Process process;
    private final Thread reader;

    Part(List<String> command, Path file, Path log, Tally tally) throws IOException {
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        reader = Thread.ofVirtual().start(() -> read(file, tally));
    }

    private void read(Path file, Tally tally) {
        try (BufferedReader lines = process.inputReader();
                BufferedWriter kept =
                        Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (tally.take(line)) {
                    kept.write(line);
                    kept.newLine();
                    kept.flush();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean runs() {
        return process.isAlive() || reader.isAlive();
    }

    void join() throws InterruptedException {
        process.waitFor();
        reader.join();
    }
}
