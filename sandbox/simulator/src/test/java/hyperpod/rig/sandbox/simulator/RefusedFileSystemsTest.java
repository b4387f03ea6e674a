package hyperpod.rig.sandbox.simulator;

import static hyperpod.rig.sandbox.simulator.ClusterWorld.change;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.LocalAccount.World;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A good request with one change each: where (JSON pointer), to what ("-" removes it), and the error that it must meet.
 */
class RefusedFileSystemsTest implements ConformingResponses {

    private static final String FSX = "AWSSimbaAPIService_v20180301.";
    private static final String FILE_SYSTEM = """
            {'ClientRequestToken': '%s', 'FileSystemType': 'LUSTRE', 'StorageCapacity': 1200, 'StorageType': 'SSD',
             'SubnetIds': ['%s'], 'SecurityGroupIds': ['%s'], 'Tags': [{'Key': 'a', 'Value': 'b'}],
             'LustreConfiguration': {'DeploymentType': 'PERSISTENT_2', 'PerUnitStorageThroughput': 125,
               'DataCompressionType': 'LZ4'}}
            """;

    private final LocalAccount account = LocalAccount.shared();
    private final World world = account.world();

    @Test
    void theUnchangedRequestIsAccepted() {
        assertThat(account.call(FSX + "CreateFileSystem", fileSystem().toString())
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            /FileSystemType | - | BadRequest
            /FileSystemType | 'EXT4' | BadRequest
            /FileSystemType | 'WINDOWS' | BadRequest
            /ClientRequestToken | - | BadRequest
            /ClientRequestToken | 'a b' | BadRequest
            /StorageCapacity | - | BadRequest
            /StorageCapacity | 0 | BadRequest
            /StorageCapacity | 1201 | BadRequest
            /StorageCapacity | 3600 | BadRequest
            /StorageCapacity | -1 | BadRequest
            /StorageType | 'HDD' | BadRequest
            /StorageType | 'INTELLIGENT_TIERING' | BadRequest
            /SubnetIds | - | BadRequest
            /SubnetIds | [] | BadRequest
            /SubnetIds | ['subnet-00000001','subnet-00000002'] | BadRequest
            /SubnetIds/0 | 'net-1' | BadRequest
            /SubnetIds/0 | 'subnet-0000000000000dead' | InvalidNetworkSettings
            /SecurityGroupIds/0 | 'sg-0000000000000dead' | InvalidNetworkSettings
            /SecurityGroupIds/0 | 'sg' | BadRequest
            /Tags | [] | BadRequest
            /Tags/0/Key | 'aws:mine' | BadRequest
            /Tags | [{'Key':'a','Value':'1'},{'Key':'a','Value':'2'}] | BadRequest
            /NetworkType | 'DUAL' | BadRequest
            /FileSystemTypeVersion | '2.10' | BadRequest
            /FileSystemTypeVersion | '3' | BadRequest
            /WindowsConfiguration | {'ThroughputCapacity':8} | BadRequest
            /LustreConfiguration | {} | ok
            /LustreConfiguration/DeploymentType | 'PERSISTENT_3' | BadRequest
            /LustreConfiguration/DeploymentType | 'PERSISTENT_1' | InvalidPerUnitStorageThroughput
            /LustreConfiguration/DeploymentType | 'SCRATCH_2' | BadRequest
            /LustreConfiguration/PerUnitStorageThroughput | 300 | InvalidPerUnitStorageThroughput
            /LustreConfiguration/PerUnitStorageThroughput | 200 | InvalidPerUnitStorageThroughput
            /LustreConfiguration/PerUnitStorageThroughput | 1001 | BadRequest
            /LustreConfiguration/PerUnitStorageThroughput | - | BadRequest
            /LustreConfiguration/DataCompressionType | 'ZIP' | BadRequest
            /LustreConfiguration/ImportPath | 's3://bucket' | BadRequest
            /LustreConfiguration/ExportPath | 's3://bucket' | BadRequest
            /LustreConfiguration/AutoImportPolicy | 'NEW' | BadRequest
            /LustreConfiguration/ImportedFileChunkSize | 1024 | BadRequest
            /LustreConfiguration/DriveCacheType | 'READ' | BadRequest
            /LustreConfiguration/EfaEnabled | true | BadRequest
            /LustreConfiguration/ThroughputCapacity | 4000 | BadRequest
            /LustreConfiguration/MetadataConfiguration | {'Mode':'USER_PROVISIONED'} | BadRequest
            /LustreConfiguration/MetadataConfiguration | {'Mode':'USER_PROVISIONED','Iops':4500} | BadRequest
            /LustreConfiguration/MetadataConfiguration | {'Mode':'AUTOMATIC'} | ok
            /LustreConfiguration/DailyAutomaticBackupStartTime | '05:00' | BadRequest
            /SecurityGroupIds | ['sg-00000001','sg-00000001'] | BadRequest
            /KmsKeyId | 'arn:aws:kms:eu-west-1:000000000000:key/abc' | BadRequest
            /KmsKeyId | 'arn:aws:kms:us-east-1:000000000000:key/abc' | ok
            /LustreConfiguration/RootSquashConfiguration | {'RootSquash':'65534:65534'} | ok
            /LustreConfiguration/RootSquashConfiguration | {'RootSquash':'0:0'} | ok
            /LustreConfiguration/RootSquashConfiguration | {'RootSquash':'0:65534'} | BadRequest
            /LustreConfiguration/RootSquashConfiguration | {'RootSquash':'65534:0'} | BadRequest
            /LustreConfiguration/RootSquashConfiguration | {'RootSquash':'4294967295:1'} | BadRequest
            /LustreConfiguration/RootSquashConfiguration | {'RootSquash':'1:9999999999'} | BadRequest
            /LustreConfiguration/RootSquashConfiguration | {'NoSquashNids':['10.0.1.6@tcp']} | BadRequest
            /LustreConfiguration/LogConfiguration | {'Level':'WARN_ERROR','Destination':'arn:aws:logs:us-east-1:000000000000:log-group:/aws/fsx/mine'} | ok
            /LustreConfiguration/LogConfiguration | {'Level':'DISABLED','Destination':'arn:aws:logs:us-east-1:000000000000:log-group:/aws/fsx/mine'} | BadRequest
            /LustreConfiguration/LogConfiguration | {'Level':'WARN_ERROR','Destination':'arn:aws:logs:us-east-1:999999999999:log-group:/aws/fsx/mine'} | BadRequest
            /LustreConfiguration/LogConfiguration | {'Level':'WARN_ERROR','Destination':'arn:aws:logs:eu-west-1:000000000000:log-group:/aws/fsx/mine'} | BadRequest
            /LustreConfiguration/LogConfiguration | {'Level':'WARN_ERROR','Destination':'arn:aws:logs:us-east-1:000000000000:log-group:/mine'} | BadRequest
            /LustreConfiguration/LogConfiguration | {'Level':'WARN_ERROR','Destination':'arn:aws:firehose:us-east-1:000000000000:deliverystream/aws-fsx'} | BadRequest
            /LustreConfiguration | {'DeploymentType':'PERSISTENT_2','PerUnitStorageThroughput':125,'EfaEnabled':true,'MetadataConfiguration':{'Mode':'AUTOMATIC'}} | BadRequest
            /LustreConfiguration | {'DeploymentType':'PERSISTENT_1','PerUnitStorageThroughput':50,'ImportPath':'s3://bucket','CopyTagsToBackups':true} | BadRequest
            /LustreConfiguration | {'DeploymentType':'PERSISTENT_1','PerUnitStorageThroughput':50,'ImportPath':'s3://bucket'} | ok
            /LustreConfiguration | {'DeploymentType':'PERSISTENT_1','PerUnitStorageThroughput':50,'ImportPath':'s3://a..b'} | InvalidImportPath
            /LustreConfiguration | {'DeploymentType':'PERSISTENT_1','PerUnitStorageThroughput':50,'ImportPath':'s3://192.168.0.1'} | InvalidImportPath
            /LustreConfiguration/WeeklyMaintenanceStartTime | '8:00:00' | BadRequest
            """)
    void aWrongFileSystemMeetsItsError(String where, String what, String code) {
        HttpResponse<String> answer = account.call(FSX + "CreateFileSystem", changed(fileSystem(), where, what));

        assertThat(LocalAccount.parsed(answer.body()).path("__type").asText("ok"))
                .as(answer.body())
                .isEqualTo(code);
        assertThat(answer.statusCode()).isEqualTo(code.equals("ok") ? 200 : 400);
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            /FileSystemTypeVersion | '2.15' | ok
            /LustreConfiguration/ThroughputCapacity | 8000 | ok
            /LustreConfiguration/ThroughputCapacity | 6000 | BadRequest
            /LustreConfiguration/ThroughputCapacity | - | BadRequest
            /LustreConfiguration/MetadataConfiguration | {'Mode':'AUTOMATIC'} | BadRequest
            /LustreConfiguration/MetadataConfiguration | {'Mode':'USER_PROVISIONED','Iops':12000} | ok
            /LustreConfiguration/MetadataConfiguration | {'Mode':'USER_PROVISIONED','Iops':24000} | BadRequest
            /LustreConfiguration/MetadataConfiguration | {'Mode':'USER_PROVISIONED','Iops':1500} | BadRequest
            /LustreConfiguration/MetadataConfiguration | - | BadRequest
            /LustreConfiguration/DataReadCacheConfiguration | - | BadRequest
            /LustreConfiguration/DataReadCacheConfiguration | {} | BadRequest
            /LustreConfiguration/DataReadCacheConfiguration | {'SizingMode':'USER_PROVISIONED'} | BadRequest
            /LustreConfiguration/DataReadCacheConfiguration | {'SizingMode':'NO_CACHE','SizeGiB':64} | BadRequest
            /LustreConfiguration/DataReadCacheConfiguration | {'SizingMode':'USER_PROVISIONED','SizeGiB':31} | BadRequest
            /LustreConfiguration/DataReadCacheConfiguration | {'SizingMode':'USER_PROVISIONED','SizeGiB':131072} | ok
            /LustreConfiguration/DataReadCacheConfiguration | {'SizingMode':'USER_PROVISIONED','SizeGiB':131073} | BadRequest
            /StorageCapacity | 1200 | BadRequest
            """)
    void aWrongIntelligentTieringFileSystemMeetsItsError(String where, String what, String code) {
        ObjectNode request =
                change(change(fileSystem(), "/StorageCapacity", "-"), "/StorageType", "'INTELLIGENT_TIERING'");
        change(request, "/LustreConfiguration", """
                {'DeploymentType': 'PERSISTENT_2', 'ThroughputCapacity': 4000,
                 'MetadataConfiguration': {'Mode': 'USER_PROVISIONED', 'Iops': 6000},
                 'DataReadCacheConfiguration': {'SizingMode': 'NO_CACHE'}}""");
        HttpResponse<String> answer = account.call(FSX + "CreateFileSystem", changed(request, where, what));

        assertThat(LocalAccount.parsed(answer.body()).path("__type").asText("ok"))
                .as(answer.body())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "/data, s3://bucket/a, ''",
        "/data, s3://a..b/c, BadRequest",
        "/data, s3://192.168.0.1/, BadRequest",
        "/data, s3://xn--abc, BadRequest",
        "/data, s3://sthree-a, BadRequest",
        "/data, s3://name-s3alias, BadRequest",
        "/data, s3://name--ol-s3, BadRequest",
        "/data, s3://no-such-bucket, BadRequest",
        "/data/../x, s3://bucket/b, BadRequest",
        "/data//x, s3://bucket/b, BadRequest",
        "data, s3://bucket/b, BadRequest"
    })
    void aLinkNeedsAPlainDirectoryAndABucketThatIsThere(String path, String repository, String code) {
        account.aws().remove("no-such-bucket");
        String id = account.answer(FSX + "CreateFileSystem", fileSystem().toString())
                .at("/FileSystem/FileSystemId")
                .asText();
        LocalAccount.eventually(
                () -> account.answer(FSX + "DescribeFileSystems", "{\"FileSystemIds\":[\"" + id + "\"]}")
                        .at("/FileSystems/0/Lifecycle")
                        .asText()
                        .equals("AVAILABLE"));
        HttpResponse<String> answer = account.call(
                FSX + "CreateDataRepositoryAssociation",
                "{\"ClientRequestToken\":\"%s\",\"FileSystemId\":\"%s\",\"FileSystemPath\":\"%s\",\"DataRepositoryPath\":\"%s\"}"
                        .formatted(id, id, path, repository));

        assertThat(LocalAccount.parsed(answer.body()).path("__type").asText()).isEqualTo(code);
    }

    private ObjectNode fileSystem() {
        return (ObjectNode)
                LocalAccount.json(FILE_SYSTEM.formatted(world.subnetId(), world.subnetId(), world.groupId()));
    }

    private static String changed(ObjectNode request, String where, String what) {
        return change(request, where, what).toString();
    }
}
