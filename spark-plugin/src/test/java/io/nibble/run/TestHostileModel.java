package io.nibble.run;

import static io.nibble.run.HostileCase.bfloat16;
import static io.nibble.run.HostileCase.file;
import static io.nibble.run.HostileCase.header;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Valid safetensors files that are not valid models. */
class TestHostileModel {
  @ParameterizedTest
  @MethodSource("cases")
  void isRefused(HostileCase hostile) {
    hostile.check();
  }

  static Stream<HostileCase> cases() {
    return Stream.of(metadata(), graph(), operators(), tensors(), bfloat16Scales(), data())
        .flatMap(cases -> cases);
  }

  private static Stream<HostileCase> metadata() {
    return Stream.of(
        header("no metadata", b -> b.header.remove("__metadata__"), "not a Nibble model"),
        header(
            "other format",
            b -> b.metadata().put("format", "pt"),
            "does not have 'format' 'nibble'"),
        header("no version", b -> b.metadata().remove("format_version"), "no metadata 'format_v"),
        header("version 4", b -> b.metadata().put("format_version", "4"), "version 4 is newer"),
        header("version 0", b -> b.metadata().put("format_version", "0"), "expected a number"),
        header("version 1.0", b -> b.metadata().put("format_version", "1.0"), "expected a number"),
        header(
            "version huge", b -> b.metadata().put("format_version", "9".repeat(99)), "expected a"),
        header("no checksum", b -> b.metadata().remove("data_sha256"), "no metadata 'data_sha256'"),
        header("short checksum", b -> b.metadata().put("data_sha256", "ab"), "64 lower-case hex"),
        header("no model", b -> b.metadata().remove("model"), "no metadata 'model'"),
        header(
            "unknown metadata", b -> b.metadata().put("author", "x"), "unknown metadata 'author'"));
  }

  private static Stream<HostileCase> graph() {
    return Stream.of(
        model("no architecture", m -> m.remove("architecture"), "has no field 'architecture'"),
        model("encoder", m -> m.put("architecture", "encoder"), "'encoder', expected one of mlp"),
        model("no input width", m -> m.remove("input_width"), "has no field 'input_width'"),
        model("input width 0", m -> m.put("input_width", 0), "is 0, expected an integer from 1"),
        model("input width wrong", m -> m.put("input_width", 41), "takes 40 values, but 41"),
        model("no operators", m -> m.remove("operators"), "has no field 'operators'"),
        model("empty operators", m -> m.putArray("operators"), "no linear operator at its beg"),
        model("operators object", m -> m.putObject("operators"), "is an object, expected an array"),
        model("unknown model field", m -> m.put("x", 1), "unknown field 'x'"),
        model(
            "two names", m -> m.putArray("output_names").add("a").add("b"), "2 output_names for 3"),
        model(
            "an input name",
            m -> m.putArray("input_names").add("a"),
            "1 input_names for 40 inputs"),
        model("input names twice", m -> inputNames(m, "A0"), "has the input name 'A0', expected"),
        model("blank input name", m -> inputNames(m, " "), "has the input name ' ', expected"),
        model("input names in version 1", m -> inputNames(m, "b"), "is of format version 2, but"),
        model(
            "input name number", m -> m.putArray("input_names").add(1), "is 1, expected a string"),
        model("name number", m -> m.putArray("output_names").add(1), "is 1, expected a string"),
        header("deep model", TestHostileModel::nestModel, "nesting depth"),
        header("model twice", TestHostileModel::duplicateModelKey, "a field occurs twice"),
        header("model array", b -> b.modelText("[]"), "is not a JSON object"));
  }

  private static Stream<HostileCase> operators() {
    return Stream.of(
        operator(0, "unknown type", o -> o.put("type", "conv"), "'conv', expected one of add, att"),
        operator(0, "no type", o -> o.remove("type"), "has no field 'type'"),
        operator(0, "unknown operator field", o -> o.put("x", 1), "has an unknown field 'x'"),
        operator(0, "no name", o -> o.remove("name"), "has no field 'name'"),
        operator(0, "empty name", o -> o.put("name", ""), "has the name ''"),
        operator(0, "control name", o -> o.put("name", "a\nb"), "has the name 'a\\u000ab'"),
        operator(0, "same names", o -> o.put("name", "fc2"), "two operators named 'fc2'"),
        operator(0, "inputs huge", o -> o.put("inputs", 1 << 21), "from 1 to 1048576"),
        operator(0, "outputs huge", o -> o.put("outputs", 1L << 40), "from 1 to 16777216"),
        operator(0, "outputs 0", o -> o.put("outputs", 0), "is 0, expected an integer from 1"),
        operator(0, "group size 33", o -> o.put("group_size", 33), "has group_size 33, expected"),
        operator(0, "group size −1", o -> o.put("group_size", -1), "is -1, expected an integer"),
        operator(0, "weights", o -> o.put("weights", "both"), "'both', expected one of asymmetric"),
        operator(0, "activations", o -> o.put("activations", 8), "is 8, expected a string"),
        operator(0, "activation", o -> o.put("activation", "sin"), "'sin', expected one of gelu"),
        operator(0, "bias", o -> o.put("bias", "yes"), "is 'yes', expected true or false"),
        operator(0, "SQNR", o -> o.put("sqnr_db", "high"), "is 'high', expected a finite number"),
        operator(1, "chain", o -> o.put("inputs", 34), "takes 34 values, but 33"),
        operator(2, "softmax widths", o -> o.put("inputs", 4), "expected an integer from 3 to 3"),
        header(
            "softmax first", TestHostileModel::onlySoftmax, "no linear operator at its beginning"));
  }

  private static Stream<HostileCase> tensors() {
    return Stream.of(
        header(
            "nibbles shape",
            b -> b.shape("fc1.nibbles").set(1, 64).set(2, 16),
            "U8 [2, 64, 16], exp"),
        operator(
            0, "coarser groups", o -> o.put("group_size", 0), "'fc1.scales' is F32 [2, 2, 32]"),
        operator(0, "missing bias", o -> o.put("bias", false), "'fc1.bias' belongs to none"),
        operator(0, "symmetric", o -> o.put("weights", "symmetric"), "'fc1.zero_points' belongs"),
        operator(0, "renamed", o -> o.put("name", "fc0"), "there is no tensor 'fc0.nibbles'"),
        header(
            "float weight as half", TestHostileModel::halfWeight, "is F16 [1, 33, 64], expected"),
        header("extra tensor", TestHostileModel::extraTensor, "'extra' belongs to none"),
        header(
            "other shape", b -> b.shape("fc1.comp").removeAll().add(64), "is F32 [64], expected"),
        header("unaligned", TestHostileModel::shiftBy32, "expected a multiple of 64"));
  }

  private static Stream<HostileCase> bfloat16Scales() {
    return Stream.of(
        bfloat16(
            "bfloat16 in version 1",
            b -> b.metadata().put("format_version", "1"),
            "is of format version 2, but 'format_version' is 1"),
        bfloat16(
            "type of scales not said",
            b -> b.operator(0).remove("scale_dtype"),
            "'fc1.scales' is BF16 [2, 2, 32], expected F32 [2, 2, 32]"),
        operator(
            0,
            "bfloat16 said of float32",
            o -> o.put("scale_dtype", "bf16"),
            "is of format version 2, but 'format_version' is 1"),
        header(
            "bfloat16 said of float32 in version 2",
            b -> {
              b.metadata().put("format_version", "2");
              b.operator(0).put("scale_dtype", "bf16");
            },
            "'fc1.scales' is F32 [2, 2, 32], expected BF16 [2, 2, 32]"),
        bfloat16(
            "float16 scales",
            b -> b.tensor("fc1.scales").put("dtype", "F16"),
            "'fc1.scales' is F16 [2, 2, 32], expected BF16 [2, 2, 32]"),
        bfloat16("half a shape", b -> b.tensor("fc1.scales").put("dtype", "F32"), "needs 512"),
        bfloat16(
            "type of scales unknown",
            b -> b.operator(0).put("scale_dtype", "f16"),
            "'f16', expected one of bf16, f32"),
        bfloat16(
            "type of scales a number",
            b -> b.operator(0).put("scale_dtype", 16),
            "is 16, expected a string"));
  }

  private static Stream<HostileCase> data() {
    return Stream.of(
        file("first byte", b -> flip(b, 0), "the file is damaged"),
        file(
            "zero point 16",
            b -> set(b, b.data.length - 1, 16),
            "has the zero point 16 at byte 127"),
        file(
            "zero point −1",
            b -> set(b, b.data.length - 128, -1),
            "has the zero point 255 at byte 0"),
        file("last byte", b -> flip(b, b.data.length - 1), "the file is damaged"),
        header("other checksum", b -> b.metadata().put("data_sha256", "0".repeat(64)), "damaged"));
  }

  private static HostileCase model(String name, Consumer<ObjectNode> change, String message) {
    return header(name, bytes -> change.accept(bytes.model), message);
  }

  private static void inputNames(ObjectNode model, String last) {
    ArrayNode names = model.putArray("input_names");
    for (int i = 0; i < 39; i++) {
      names.add("a" + i);
    }
    names.add(last);
  }

  private static HostileCase operator(
      int index, String name, Consumer<ObjectNode> change, String message) {
    return header(name, bytes -> change.accept(bytes.operator(index)), message);
  }

  private static void onlySoftmax(ModelBytes bytes) {
    bytes.operators().remove(0);
    bytes.operators().remove(0);
  }

  private static void nestModel(ModelBytes bytes) {
    ObjectNode at = bytes.model;
    for (int depth = 0; depth < 500; depth++) {
      at = at.putObject("x");
    }
  }

  private static void duplicateModelKey(ModelBytes bytes) {
    bytes.modelText("{\"architecture\":\"mlp\"," + bytes.model.toString().substring(1));
  }

  private static void halfWeight(ModelBytes bytes) {
    bytes.tensor("fc2.weight").put("dtype", "F16");
    bytes.shape("fc2.weight").set(2, 64);
  }

  private static void extraTensor(ModelBytes bytes) {
    ObjectNode extra = bytes.header.putObject("extra").put("dtype", "U8");
    extra.putArray("shape").add(0);
    extra.putArray("data_offsets").add(0).add(0);
  }

  private static void shiftBy32(ModelBytes bytes) {
    bytes.header.properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> !name.startsWith("__"))
        .forEach(
            name -> {
              ArrayNode offsets = bytes.offsets(name);
              offsets.set(0, offsets.get(0).longValue() + 32);
              offsets.set(1, offsets.get(1).longValue() + 32);
            });
    ObjectNode first = bytes.header.putObject("first").put("dtype", "U8");
    first.putArray("shape").add(32);
    first.putArray("data_offsets").add(0).add(32);
    bytes.data = new byte[bytes.data.length + 32];
  }

  private static byte[] set(ModelBytes bytes, int at, int value) {
    bytes.data[at] = (byte) value;
    return bytes.file();
  }

  private static byte[] flip(ModelBytes bytes, int at) {
    bytes.data[at] ^= 1;
    return bytes.file();
  }
}
