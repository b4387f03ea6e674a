import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Puts the JDK's classes into a jar, where ProGuard can read them: JDKs from 24 on may come without jmods. */
final class JdkClasses {

    private static final List<String> MODULES = List.of("java.base", "java.logging", "java.management", "java.xml");

    private JdkClasses() {}

    public static void main(String[] args) throws IOException {
        Path target = Path.of(args[0]);
        if (Files.exists(target)) {
            return;
        }
        Files.createDirectories(target.getParent());
        Path unfinished = target.resolveSibling(target.getFileName() + ".part");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(unfinished))) {
            jar.setLevel(1);
            for (String module : MODULES) {
                copy(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules", module), jar);
            }
        }
        Files.move(unfinished, target);
    }

    private static void copy(Path module, JarOutputStream jar) throws IOException {
        try (Stream<Path> files = Files.walk(module)) {
            for (Path file : (Iterable<Path>) files.filter(JdkClasses::isClass)::iterator) {
                jar.putNextEntry(new ZipEntry(module.relativize(file).toString()));
                Files.copy(file, jar);
            }
        }
    }

    private static boolean isClass(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".class") && !name.equals("module-info.class");
    }
}
