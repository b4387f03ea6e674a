package hyperpod.rig.sandbox.simulator.lustre;

import java.util.List;
import java.util.regex.Pattern;

/** Paths of the form {@code s3://bucket/prefix}, by Amazon S3's rules for names of buckets. */
final class S3Path {

    private static final Pattern FORM = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/.*)?");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final List<String> RESERVED_PREFIXES = List.of("xn--", "sthree-", "amzn-s3-demo-");
    private static final List<String> RESERVED_SUFFIXES =
            List.of("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3");

    private S3Path() {}

    /**
     * Whether the path is of this form and its bucket has a name that S3 permits.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">General purpose
     *     bucket naming rules</a>
     */
    static boolean valid(String path) {
        if (!FORM.matcher(path).matches()) {
            return false;
        }
        String bucket = bucket(path);
        return !bucket.contains("..")
                && !ADDRESS.matcher(bucket).matches()
                && RESERVED_PREFIXES.stream().noneMatch(bucket::startsWith)
                && RESERVED_SUFFIXES.stream().noneMatch(bucket::endsWith);
    }

    /** The bucket of a valid path. */
    static String bucket(String path) {
        return path.substring("s3://".length()).split("/", 2)[0];
    }
}
