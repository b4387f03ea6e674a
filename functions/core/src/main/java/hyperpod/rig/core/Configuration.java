package hyperpod.rig.core;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Settings that the template gives the functions as environment variables; none is a secret. */
public final class Configuration {

    private Configuration() {}

    /** Name of the application, the value of the tag {@link OwnershipTags#APPLICATION_KEY}. */
    public static String application() {
        return required("APPLICATION_NAME");
    }

    /**
     * The value of an environment variable.
     *
     * @throws IllegalStateException if the template does not set it
     */
    public static String required(String name) {
        String value = set(name);
        if (value.isBlank()) {
            throw unset(name);
        }
        return value;
    }

    /**
     * The values that an environment variable lists, separated by commas; none if it is empty.
     *
     * @throws IllegalStateException if the template does not set it
     */
    public static List<String> list(String name) {
        return Stream.of(set(name).split(","))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static String set(String name) {
        return Optional.ofNullable(System.getenv(name)).orElseThrow(() -> unset(name));
    }

    private static IllegalStateException unset(String name) {
        return new IllegalStateException(
                "environment variable " + name + " is not set: template.yaml gives it to the function");
    }
}
