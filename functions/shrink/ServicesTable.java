import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes the SDK's table of services anew, with only those that a function calls. The SDK fills the table when it
 * builds its first client, with an object of a class of its own for each of four hundred services, and then looks up
 * one.
 *
 * <p>Arguments: the directory to write to, and the services, with commas between, as their clients name them in
 * {@code SERVICE_METADATA_ID}. The SDK is on the class path.
 */
final class ServicesTable {

    private static final String TABLE = "software/amazon/awssdk/regions/GeneratedServiceMetadataProvider.class";

    private ServicesTable() {}

    public static void main(String[] args) throws IOException {
        Path target = Path.of(args[0], TABLE);
        Entries entries = new Entries(Set.of(args[1].split(",")));
        ClassModel table = ClassFile.of().parse(original());
        byte[] shortened = ClassFile.of(ClassFile.ConstantPoolSharingOption.NEW_POOL)
                .transformClass(
                        table,
                        ClassTransform.transformingMethodBodies(
                                method -> method.methodName().equalsString("<clinit>"), entries));
        if (!entries.found.equals(entries.wanted)) {
            throw new IllegalStateException(
                    "the SDK's table of services has changed: of " + entries.wanted + " it holds " + entries.found);
        }
        Files.createDirectories(target.getParent());
        Files.write(target, shortened);
    }

    private static byte[] original() throws IOException {
        try (InputStream table = ClassLoader.getSystemResourceAsStream(TABLE)) {
            return table.readAllBytes();
        }
    }

    /**
     * An entry is a name, a new object and a call of {@code put}, which leaves the builder where it was: it can go as a
     * whole.
     */
    private static final class Entries implements CodeTransform {

        private final Set<String> wanted;
        private final Set<String> found = new TreeSet<>();
        private boolean dropping;

        private Entries(Set<String> wanted) {
            this.wanted = wanted;
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof ConstantInstruction constant && constant.constantValue() instanceof String service) {
                dropping = !wanted.contains(service);
                if (!dropping) {
                    found.add(service);
                }
            }
            if (!dropping) {
                code.with(element);
            } else if (element instanceof InvokeInstruction call && call.name().equalsString("put")) {
                dropping = false;
            }
        }
    }
}
