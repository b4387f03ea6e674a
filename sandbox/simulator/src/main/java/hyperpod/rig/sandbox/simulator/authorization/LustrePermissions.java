package hyperpod.rig.sandbox.simulator.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hyperpod.rig.sandbox.simulator.control.Account;
import hyperpod.rig.sandbox.simulator.control.ControlPlane;
import hyperpod.rig.sandbox.simulator.control.ServiceException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What callers of FSx for Lustre need.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonfsx.html">Actions of
 *     Amazon FSx</a>
 * @see <a href="https://docs.aws.amazon.com/fsx/latest/LustreGuide/setting-up.html">Permissions to use data
 *     repositories</a>
 */
public final class LustrePermissions implements CallPermissions {

    private static final String S3_ROLES = "role/aws-service-role/s3.data-source.lustre.fsx.amazonaws.com/";

    /** Some of the {@code s3:Get*} and {@code s3:List*} that the guide names, for a bucket. */
    private static final List<String> ON_BUCKET =
            List.of("s3:GetBucketLocation", "s3:GetBucketAcl", "s3:GetBucketPolicy", "s3:ListBucket");

    /**
     * And for its objects: anywhere, since the guide says the bucket, and below the prefix, where a policy may refuse.
     */
    private static final List<String> ON_OBJECTS = List.of("s3:GetObject", "s3:PutObject");

    /** What AmazonFSxFullAccess allows through FSx beside FSx's own actions. */
    private static final List<String> THROUGH_FSX =
            List.of("ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs");

    private final Account account;
    private final ControlPlane plane;

    /** For the file systems that this control plane has in this account. */
    public LustrePermissions(Account account, ControlPlane plane) {
        this.account = account;
        this.plane = plane;
    }

    @Override
    public List<Requirement> of(String operation, ObjectNode request, Instant now) {
        return switch (operation) {
            case "CreateFileSystem" -> List.of(Requirement.of(create(request)));
            case "CreateDataRepositoryAssociation" -> link(request, now);
            case "DeleteFileSystem" -> onFileSystem(operation, request, now);
            case "DeleteDataRepositoryAssociation" -> unlink(request, now);
            case "TagResource", "UntagResource", "ListTagsForResource" -> tagging(operation, request, now);
            default -> List.of(Requirement.of(List.of(new Permission("fsx:" + operation, "*"))));
        };
    }

    private List<Permission> create(ObjectNode request) {
        String fileSystem = arn("file-system/*");
        List<Permission> needed = new ArrayList<>(creating("CreateFileSystem", fileSystem, request));
        needed.add(new Permission(
                "iam:CreateServiceLinkedRole",
                iam("role/aws-service-role/fsx.amazonaws.com/AWSServiceRoleForAmazonFSx"),
                Map.of("iam:AWSServiceName", "fsx.amazonaws.com")));
        Map<String, Object> through = Map.of("aws:CalledVia", List.of("fsx.amazonaws.com"));
        THROUGH_FSX.forEach(action -> needed.add(new Permission(action, "*", through)));
        needed.add(new Permission("ec2:GetSecurityGroupsForVpc", account.arn("ec2", "vpc/*"), through));
        return needed;
    }

    private List<Requirement> link(ObjectNode request, Instant now) {
        String id = request.path("FileSystemId").asText();
        List<Permission> needed = new ArrayList<>();
        needed.add(new Permission(
                "fsx:CreateDataRepositoryAssociation",
                arn("file-system/" + id),
                Permission.both(
                        Permission.requestTags(request.path("Tags")),
                        Permission.resourceTags(fileSystem(id, now).path("Tags")))));
        needed.addAll(creating("CreateDataRepositoryAssociation", arn("association/" + id + "/*"), request));
        String role = iam(S3_ROLES + "AWSServiceRoleForFSxS3Access_" + id);
        needed.add(new Permission(
                "iam:CreateServiceLinkedRole",
                role,
                Map.of("iam:AWSServiceName", "s3.data-source.lustre.fsx.amazonaws.com")));
        needed.add(new Permission("iam:AttachRolePolicy", role));
        needed.add(new Permission("iam:PutRolePolicy", role));
        return List.of(Requirement.of(needed), new Requirement(onRepository(request), LustrePermissions::notValidated));
    }

    private static List<Permission> onRepository(ObjectNode request) {
        String path = request.path("DataRepositoryPath").asText();
        if (!path.startsWith("s3://")) {
            return List.of();
        }
        String linked = "arn:aws:s3:::" + path.substring("s3://".length()).replaceFirst("/+$", "");
        String bucket = linked.replaceFirst("/.*", "");
        return Stream.concat(
                        ON_BUCKET.stream().map(action -> new Permission(action, bucket)),
                        Stream.of(bucket, linked)
                                .distinct()
                                .flatMap(above ->
                                        ON_OBJECTS.stream().map(action -> new Permission(action, above + "/*"))))
                .toList();
    }

    /** FSx looks at the bucket with the permissions of the caller, and says no more than this. */
    private static ServiceException notValidated(ServiceException refusal) {
        return new ServiceException(
                "BadRequest",
                "Amazon FSx is unable to validate access to the S3 bucket. Ensure the IAM role or user you are using has s3:Get*, s3:List* and "
                        + "s3:PutObject permissions to the S3 bucket prior to creation. " + refusal.getMessage());
    }

    private List<Requirement> onFileSystem(String operation, ObjectNode request, Instant now) {
        String id = request.path("FileSystemId").asText("*");
        return List.of(Requirement.of(List.of(new Permission(
                "fsx:" + operation,
                arn("file-system/" + id),
                Permission.resourceTags(fileSystem(id, now).path("Tags"))))));
    }

    private List<Requirement> unlink(ObjectNode request, Instant now) {
        JsonNode association = first(
                "DescribeDataRepositoryAssociations",
                "AssociationIds",
                request.path("AssociationId").asText("*"),
                "Associations",
                now);
        return List.of(Requirement.of(List.of(new Permission(
                "fsx:DeleteDataRepositoryAssociation",
                association.path("ResourceARN").asText(arn("association/*")),
                Permission.resourceTags(association.path("Tags"))))));
    }

    private List<Requirement> tagging(String operation, ObjectNode request, Instant now) {
        String resource = request.path("ResourceARN").asText("*");
        return List.of(Requirement.of(List.of(new Permission(
                "fsx:" + operation,
                resource,
                Permission.both(
                        Permission.requestTags(request.path("Tags")),
                        Permission.resourceTags(fileSystem(resource.replaceFirst(".*/", ""), now)
                                .path("Tags")))))));
    }

    /** A creation that puts on tags needs the right to put them on, too. */
    private static List<Permission> creating(String operation, String resource, ObjectNode request) {
        Map<String, Object> tags = Permission.requestTags(request.path("Tags"));
        Permission creating = new Permission("fsx:" + operation, resource, tags);
        return tags.isEmpty()
                ? List.of(creating)
                : List.of(creating, new Permission("fsx:TagResource", resource, tags));
    }

    private JsonNode fileSystem(String id, Instant now) {
        return first("DescribeFileSystems", "FileSystemIds", id, "FileSystems", now);
    }

    private JsonNode first(String operation, String filter, String id, String list, Instant now) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.putArray(filter).add(id);
        try {
            return plane.execute(operation, request, now).path(list).path(0);
        } catch (ServiceException e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private String arn(String resource) {
        return account.arn("fsx", resource);
    }

    private String iam(String resource) {
        return "arn:aws:iam::" + account.id() + ":" + resource;
    }
}
