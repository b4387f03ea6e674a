package hyperpod.rig.core;

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
        String value = System.getenv(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(
                    "environment variable " + name + " is not set: template.yaml gives it to the function");
        }
        return value;
    }
}
