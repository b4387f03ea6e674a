package hyperpod.rig.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;

/**
 * Writes what is given as the AWS CLI prints it in the XML of AWS's query protocols. The names of the elements come
 * from the SDK's own class of the response, so that the SDK reads what AWS would have sent; a member that this class
 * does not know is a mistake in a test.
 */
final class XmlMembers {

    private XmlMembers() {}

    /** @param responseClass a class of the SDK, which the tests that call the operation have on their path */
    static String of(String responseClass, JsonNode result) {
        try {
            return members(
                    (SdkPojo) Class.forName(responseClass).getMethod("builder").invoke(null), result);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the SDK has no class " + responseClass, e);
        }
    }

    private static String members(SdkPojo model, JsonNode value) {
        Map<String, SdkField<?>> fields =
                model.sdkFields().stream().collect(Collectors.toMap(SdkField::memberName, Function.identity()));
        StringBuilder xml = new StringBuilder();
        value.properties()
                .forEach(member -> xml.append(element(
                        Optional.<SdkField<?>>ofNullable(fields.get(member.getKey()))
                                .orElseThrow(() -> new IllegalArgumentException(member.getKey() + " is no member of "
                                        + model.getClass().getName() + "; it has " + fields.keySet())),
                        member.getValue())));
        return xml.toString();
    }

    private static String element(SdkField<?> field, JsonNode value) {
        String name = field.unmarshallLocationName();
        return "<" + name + ">" + content(field, value) + "</" + name + ">";
    }

    private static String content(SdkField<?> field, JsonNode value) {
        Optional<ListTrait> list = field.getOptionalTrait(ListTrait.class);
        if (list.isPresent()) {
            SdkField<?> item = list.get().memberFieldInfo();
            StringBuilder xml = new StringBuilder();
            value.forEach(one -> xml.append(element(item, one)));
            return xml.toString();
        }
        return field.constructor() != null ? members(field.constructor().get(), value) : escaped(value.asText());
    }

    /** Text as it may stand in an element. */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
