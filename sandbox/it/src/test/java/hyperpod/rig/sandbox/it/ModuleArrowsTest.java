package hyperpod.rig.sandbox.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows of {@code docs/structure.md}: functions know libraries, libraries know libraries, nobody knows a function.
 * The template says which modules are functions; what else lies in {@code functions/} is a library.
 */
class ModuleArrowsTest {

    private static final String OURS = "hyperpod.rig.";
    private static final Path MODULES = Project.file("functions");
    private static final Pattern OWN_ARTIFACT = Pattern.compile("<artifactId>hyperpod-rig-(\\w+)</artifactId>");
    private static final JavaClasses CLASSES = imported();

    private static JavaClasses imported() {
        // An arrow is seen in the class that it starts from; the libraries of others need not be read.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .importPaths(modules()
                        .map(module -> MODULES.resolve(module).resolve("target/classes"))
                        .toList());
    }

    static Stream<String> functions() {
        return FunctionZipTest.zips()
                .map(zip -> MODULES.relativize(zip).getName(0).toString());
    }

    static Stream<String> libraries() {
        Set<String> functions = functions().collect(Collectors.toSet());
        return modules().filter(module -> !functions.contains(module));
    }

    private static Stream<String> modules() {
        try (Stream<Path> files = Files.list(MODULES)) {
            return files
                    .filter(directory -> Files.exists(directory.resolve("pom.xml")))
                    .map(directory -> directory.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyModuleIsLookedAt(String module) {
        assertThat(CLASSES.that(resideInAnyPackage(packageOf(module) + ".."))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void nobodyKnowsAFunction(String module) {
        String[] others = functions()
                .filter(function -> !function.equals(module))
                .map(name -> packageOf(name) + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(packageOf(module) + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(CLASSES);
    }

    @Test
    void theModulesMakeNoCircle() {
        slices().matching(OURS + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** The egress analysis can be used without AWS and without the rest of the project. */
    @Test
    void egressKnowsNothingOfOursAndNothingOfTheSdk() {
        String[] rest = modules()
                .filter(module -> !module.equals("egress"))
                .map(name -> packageOf(name) + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(packageOf("egress") + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(rest)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("software.amazon..", "com.amazonaws..")
                .check(CLASSES);
    }

    /** A dependency that no class uses yet is an arrow too, and puts the other function into the zip. */
    @ParameterizedTest
    @MethodSource("modules")
    void noModuleIsBuiltWithAFunction(String module) throws IOException {
        Set<String> named = new TreeSet<>(OWN_ARTIFACT
                .matcher(Files.readString(MODULES.resolve(module).resolve("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .toList());
        assertThat(named).as("artifacts in functions/%s/pom.xml", module).contains(module);
        named.remove(module);
        assertThat(named).doesNotContainAnyElementsOf(functions().toList());
    }

    @Test
    void thereAreTwoFloors() {
        assertThat(functions()).hasSizeGreaterThanOrEqualTo(8);
        assertThat(libraries()).containsAll(List.of("core", "egress", "network", "resources"));
    }

    private static String packageOf(String module) {
        return OURS + module;
    }
}
