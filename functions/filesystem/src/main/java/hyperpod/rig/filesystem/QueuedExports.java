package hyperpod.rig.filesystem;

import hyperpod.rig.core.ServiceUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/**
 * Files that a linked file system has not written to its bucket yet: they are lost when it is deleted. FSx tells of
 * them by a metric alone.
 *
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/APIReference/API_DeleteFileSystem.html">DeleteFileSystem:
 *     monitor AgeOfOldestQueuedMessage</a>
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/LustreGuide/fs-metrics.html#auto-import-export-metrics">S3
 *     repository metrics</a>
 */
final class QueuedExports {

    private static final Duration LOOKED_BACK = Duration.ofMinutes(10);
    private static final int PERIOD_SECONDS = 60;

    private final CloudWatchClient cloudWatch;
    private final InstantSource clock;

    QueuedExports(CloudWatchClient cloudWatch, InstantSource clock) {
        this.cloudWatch = cloudWatch;
        this.clock = clock;
    }

    /**
     * For how long the oldest of them waits, by the newest value of the last ten minutes. Empty if none waits, or if
     * there is no value: FSx publishes none for a file system without a link, nor while nothing was exported.
     *
     * @throws ServiceUnavailableException if CloudWatch's answer is none
     */
    Optional<Duration> oldest(String fileSystemId) {
        Instant now = clock.instant();
        GetMetricStatisticsResponse answer = cloudWatch.getMetricStatistics(r -> r.namespace("AWS/FSx")
                .metricName("AgeOfOldestQueuedMessage")
                .dimensions(dimension("FileSystemId", fileSystemId), dimension("Publisher", "AutoExport"))
                .statistics(Statistic.MAXIMUM)
                .period(PERIOD_SECONDS)
                .startTime(now.minus(LOOKED_BACK))
                .endTime(now));
        ServiceUnavailableException.unlessMissing(answer.label(), "GetMetricStatistics.Label");
        List<Datapoint> values = answer.datapoints();
        return values.stream()
                .max(Comparator.comparing(Datapoint::timestamp))
                .map(newest -> Duration.ofSeconds(newest.maximum().longValue()))
                .filter(Duration::isPositive);
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }
}
