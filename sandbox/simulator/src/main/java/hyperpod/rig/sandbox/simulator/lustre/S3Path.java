package hyperpod.rig.sandbox.simulator.lustre;

import java.util.regex.Pattern;

/** Paths of the form {@code s3://bucket/prefix}, by Amazon S3's rules for names of buckets. */
final class S3Path {

    private static final Pattern FORM = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/.*)?");

    private S3Path() {}

    static boolean valid(String path) {
        return FORM.matcher(path).matches();
    }

    /** The bucket of a valid path. */
    static String bucket(String path) {
        return path.substring("s3://".length()).split("/", 2)[0];
    }
}
