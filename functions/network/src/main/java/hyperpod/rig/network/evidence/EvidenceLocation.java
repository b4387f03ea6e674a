package hyperpod.rig.network.evidence;

/**
 * Where the evidence of an audit lies: {@code report.json}, {@code report.html} and {@code snapshot.zip} under one
 * prefix.
 *
 * @param bucket the evidence bucket
 * @param prefix such as {@code <execution name>/after-creation}
 * @param report the HTML report as an {@code s3://} URI
 */
public record EvidenceLocation(String bucket, String prefix, String report) {}
