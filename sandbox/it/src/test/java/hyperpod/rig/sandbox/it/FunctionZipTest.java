package hyperpod.rig.sandbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the build leaves out of the functions' zips is not missed. */
class FunctionZipTest {

    private static final long MAX_BYTES = 9_000_000;
    private static final String SERVICES = "software/amazon/awssdk/services/";
    /** It casts a request to the type of the operation that it is told: none but those that are called. */
    private static final String CASTS_BY_OPERATION =
            SERVICES + "dynamodb/endpoints/internal/DynamoDbResolveEndpointInterceptor";

    static Stream<Path> zips() {
        return LeastPrivilegeTest.functions()
                .map(function -> Project.template()
                        .at("/Resources/" + function + "/Properties/CodeUri")
                        .asText())
                .distinct()
                .map(Project::file);
    }

    @ParameterizedTest
    @MethodSource("zips")
    void aZipIsSmall(Path zip) throws IOException {
        assertThat(Files.size(zip)).isLessThan(MAX_BYTES);
    }

    /**
     * Every type that a class of a service client can come to use is in the zip. The clients themselves still name the
     * types of the operations that they lost, in signatures that nobody resolves.
     */
    @ParameterizedTest
    @MethodSource("zips")
    void everyTypeThatIsUsedIsThere(Path zip) throws IOException {
        Map<String, ClassModel> classes = serviceClasses(zip);
        Set<String> missing = new TreeSet<>();
        classes.forEach((name, model) -> {
            if (!name.endsWith("Client") && !name.equals(CASTS_BY_OPERATION)) {
                used(model)
                        .filter(used ->
                                used.startsWith(SERVICES) && used.contains("/model/") && !classes.containsKey(used))
                        .forEach(used -> missing.add(used + " by " + name));
            }
        });
        assertThat(classes).isNotEmpty();
        assertThat(missing).isEmpty();
    }

    /** A function's POM names the operations that stay in its zip. */
    @ParameterizedTest
    @MethodSource("hyperpod.rig.sandbox.it.LeastPrivilegeTest#functions")
    void everyOperationThatTheCodeCallsIsThere(String function) throws IOException {
        JsonNode properties = Project.template().at("/Resources/" + function + "/Properties");
        assertThat(serviceClasses(Project.file(properties.get("CodeUri").asText())))
                .containsKeys(
                        SdkCalls.messages(properties.get("Handler").asText()).toArray(String[]::new));
    }

    /** The SDK's table of services, which the build shortens, has all whose clients are in the zip. */
    @ParameterizedTest
    @MethodSource("zips")
    void theTableOfServicesHasEachThatIsCalled(Path zip) throws IOException {
        List<String> called = serviceClasses(zip).values().stream()
                .flatMap(type -> type.fields().stream())
                .filter(field -> field.fieldName().equalsString("SERVICE_METADATA_ID"))
                .flatMap(field -> field.findAttribute(Attributes.constantValue()).stream())
                .map(value -> value.constant().constantValue().toString())
                .toList();
        ClassModel table = classes(zip, "lib/services-table.jar", "software/amazon/awssdk/regions/")
                .values()
                .iterator()
                .next();
        List<String> known = StreamSupport.stream(table.constantPool().spliterator(), false)
                .filter(StringEntry.class::isInstance)
                .map(entry -> ((StringEntry) entry).stringValue())
                .toList();
        assertThat(called).isNotEmpty();
        assertThat(known).containsAll(called);
    }

    private static Stream<String> used(ClassModel model) {
        Set<String> names = new HashSet<>();
        StreamSupport.stream(model.constantPool().spliterator(), false).forEach(entry -> {
            if (entry instanceof ClassEntry type) {
                names.add(type.asInternalName());
            }
        });
        return names.stream();
    }

    private static Map<String, ClassModel> serviceClasses(Path zip) throws IOException {
        return classes(zip, "lib/hyperpod-rig-", SERVICES);
    }

    private static Map<String, ClassModel> classes(Path zip, String jarName, String packageName) throws IOException {
        Map<String, ClassModel> classes = new TreeMap<>();
        try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry jar = entries.getNextEntry(); jar != null; jar = entries.getNextEntry()) {
                if (jar.getName().startsWith(jarName)) {
                    classes.putAll(classesOf(new ByteArrayInputStream(entries.readAllBytes()), packageName));
                }
            }
        }
        return classes;
    }

    private static Map<String, ClassModel> classesOf(InputStream jar, String packageName) throws IOException {
        Map<String, ClassModel> classes = new TreeMap<>();
        try (ZipInputStream entries = new ZipInputStream(jar)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().startsWith(packageName) && entry.getName().endsWith(".class")) {
                    classes.put(
                            entry.getName().replaceFirst("\\.class$", ""),
                            ClassFile.of().parse(entries.readAllBytes()));
                }
            }
        }
        return classes;
    }
}
