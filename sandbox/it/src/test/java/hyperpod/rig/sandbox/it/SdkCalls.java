package hyperpod.rig.sandbox.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The AWS operations that a handler can call, found in its byte code: every method of ours that can be reached from the
 * handler, and in these every call of an SDK client.
 */
final class SdkCalls {

    private static final Pattern CLIENT = Pattern.compile("Lsoftware/amazon/awssdk/services/(\\w+)/\\w+Client;");
    private static final Pattern OURS = Pattern.compile("Lhyperpod/rig/.*");
    private static final Map<String, String> IAM_PREFIX = Map.of(
            "sfn", "states", "eventbridge", "events", "resourcegroupstaggingapi", "tag", "vpclattice", "vpc-lattice");
    /** Actions that have another name than their operation. */
    private static final Map<String, String> IAM_ACTION = Map.of(
            "s3:HeadBucket", "s3:ListBucket",
            "s3:ListBuckets", "s3:ListAllMyBuckets",
            "s3:ListObjectVersions", "s3:ListBucketVersions");

    /**
     * A transaction is allowed by what is in it.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html">Using
     *     IAM with DynamoDB transactions</a>
     */
    private static final Map<String, Set<String>> TRANSACTION =
            Map.of("dynamodb:TransactWriteItems", Set.of("dynamodb:ConditionCheckItem", "dynamodb:UpdateItem"));

    private static final Set<String> NO_OPERATION =
            Set.of("builder", "create", "close", "serviceMetadata", "serviceClientConfiguration");

    /** An operation of a service, as the SDK names both: {@code sfn} and {@code StartExecution}. */
    private record Operation(String service, String name) {}

    private record Method(String owner, String name, String descriptor) {}

    private final Map<String, Optional<ClassModel>> classes = new HashMap<>();
    private final Deque<Method> open = new ArrayDeque<>();
    private final Set<Method> seen = new HashSet<>();
    private final Set<Operation> operations = new LinkedHashSet<>();

    private SdkCalls() {}

    /** IAM's names of the operations, such as {@code ec2:DescribeSubnets}. */
    static Set<String> of(String handlerClass) {
        return operations(handlerClass)
                .map(operation ->
                        IAM_PREFIX.getOrDefault(operation.service(), operation.service()) + ":" + operation.name())
                .map(action -> IAM_ACTION.getOrDefault(action, action))
                .flatMap(action -> TRANSACTION.getOrDefault(action, Set.of(action)).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The classes of the operations' requests and responses, with slashes. */
    static Set<String> messages(String handlerClass) {
        return operations(handlerClass)
                .map(operation ->
                        "software/amazon/awssdk/services/" + operation.service() + "/model/" + operation.name())
                .flatMap(name -> Stream.of(name + "Request", name + "Response"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Operation> operations(String handlerClass) {
        SdkCalls calls = new SdkCalls();
        ClassDesc handler = ClassDesc.of(handlerClass);
        for (ClassDesc type = handler; OURS.matcher(type.descriptorString()).matches(); type = calls.superclass(type)) {
            for (MethodModel method :
                    calls.model(type.descriptorString()).orElseThrow().methods()) {
                calls.reach(
                        handler,
                        method.methodName().stringValue(),
                        method.methodType().stringValue());
            }
        }
        calls.follow();
        return calls.operations.stream();
    }

    private void follow() {
        while (!open.isEmpty()) {
            Method method = open.pop();
            declaration(method).flatMap(MethodModel::code).ifPresent(code -> code.forEach(this::visit));
        }
    }

    private void visit(CodeElement element) {
        switch (element) {
            case InvokeInstruction call ->
                reach(
                        call.owner().asSymbol(),
                        call.name().stringValue(),
                        call.type().stringValue());
            case InvokeDynamicInstruction lambda -> {
                for (ConstantDesc argument : lambda.bootstrapArgs()) {
                    if (argument instanceof DirectMethodHandleDesc handle) {
                        reach(handle.owner(), handle.methodName(), handle.lookupDescriptor());
                    }
                }
            }
            default -> {}
        }
    }

    private void reach(ClassDesc owner, String name, String descriptor) {
        Matcher client = CLIENT.matcher(owner.descriptorString());
        if (client.matches() && !NO_OPERATION.contains(name)) {
            String operation = name.replaceFirst("(Paginator|AsBytes)$", "");
            operations.add(new Operation(
                    client.group(1), Character.toUpperCase(operation.charAt(0)) + operation.substring(1)));
        }
        Method method = new Method(owner.descriptorString(), name, descriptor);
        if (OURS.matcher(owner.descriptorString()).matches() && seen.add(method)) {
            open.push(method);
        }
    }

    /** The method where it is declared: in its class or in a superclass of ours. */
    private Optional<MethodModel> declaration(Method method) {
        for (String type = method.owner();
                OURS.matcher(type).matches();
                type = superclass(ClassDesc.ofDescriptor(type)).descriptorString()) {
            Optional<MethodModel> declared = model(type).orElseThrow().methods().stream()
                    .filter(m -> m.methodName().equalsString(method.name())
                            && m.methodType().equalsString(method.descriptor()))
                    .findFirst();
            if (declared.isPresent()) {
                return declared;
            }
        }
        return Optional.empty();
    }

    private ClassDesc superclass(ClassDesc type) {
        return model(type.descriptorString())
                .flatMap(ClassModel::superclass)
                .map(entry -> entry.asSymbol())
                .orElseThrow();
    }

    private Optional<ClassModel> model(String descriptor) {
        return classes.computeIfAbsent(descriptor, SdkCalls::parse);
    }

    private static Optional<ClassModel> parse(String descriptor) {
        String resource = descriptor.substring(1, descriptor.length() - 1) + ".class";
        try (InputStream bytes = SdkCalls.class.getClassLoader().getResourceAsStream(resource)) {
            return bytes == null ? Optional.empty() : Optional.of(ClassFile.of().parse(bytes.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
