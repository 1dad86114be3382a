package io.nibble.run;

import static io.nibble.run.HostileCase.encoder;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.storage.BytesSource;
import io.nibble.graph.ModelHeader;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs of format version 3 that are damaged, or made to do harm. */
class TestHostileGraph {
  private static final int EMBED = 0;
  private static final int QKV = 1;
  private static final int ATT = 2;
  private static final int NORM = 3;
  private static final int POOL = 4;
  private static final int HEAD = 5;
  private static final int SUM = 6;
  private static final int OUT = 7;

  @Test
  void whatIsSpoiledIsSoundBefore() throws IOException {
    BytesSource source = new BytesSource("sound", ModelBytes.encoder().file());
    ModelFile.verify(source, ModelHeader.read(source));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isRefused(HostileCase hostile) {
    hostile.check();
  }

  static Stream<HostileCase> cases() {
    return Stream.of(inputs(), values(), shapes(), settings(), output()).flatMap(cases -> cases);
  }

  private static Stream<HostileCase> inputs() {
    return Stream.of(
        model("a graph in version 2", m -> {}, "'test', expected one of mlp", "2"),
        model("no inputs", m -> m.remove("inputs"), "has no field 'inputs'"),
        model("inputs a text", m -> m.put("inputs", "x"), "is 'x', expected an array"),
        model("none of the inputs", m -> m.putArray("inputs"), "reads the value 'ids', expected"),
        input(
            0, "unknown kind", i -> i.put("kind", "text"), "'text', expected one of features, ids"),
        input(0, "no width", i -> i.remove("width"), "has no field 'width'"),
        input(0, "width huge", i -> i.put("width", 1L << 40), "expected an integer from 1 to"),
        input(0, "width of others", i -> i.put("width", 9), "'sum' that takes 8 values, but 9"),
        input(0, "columns", i -> i.putArray("columns").add("a"), "1 input_names for 8 inputs"),
        input(
            1, "unknown field of an input", i -> i.put("width", 1), "has an unknown field 'width'"),
        input(1, "same names", i -> i.put("name", "x"), "writes the value 'x', which is there"),
        input(1, "empty name", i -> i.put("name", ""), "has the name ''"),
        model("two of features", TestHostileGraph::twoFeatures, "more than one input of features"),
        model("architecture", m -> m.put("architecture", "A b"), "has the architecture 'A b'"),
        model("no architecture", m -> m.remove("architecture"), "has no field 'architecture'"));
  }

  private static Stream<HostileCase> values() {
    return Stream.of(
        operator(QKV, "no reads", o -> o.remove("reads"), "has no field 'reads'"),
        operator(QKV, "reads a text", o -> o.put("reads", "embed"), "expected an array"),
        operator(QKV, "reads a number", o -> reads(o).add(1), "is 1, expected a string"),
        reads(QKV, "reads nothing", "reads 0 values, expected 1"),
        reads(QKV, "reads two", "reads 2 values, expected 1", "embed", "embed"),
        reads(QKV, "reads what is not there", "reads the value 'y', expected an input or", "y"),
        reads(QKV, "reads itself", "reads the value 'qkv', expected an input or", "qkv"),
        reads(QKV, "reads a later one", "reads the value 'norm', expected an input or", "norm"),
        reads(NORM, "norm of three", "reads 3 values, expected 1 to 2", "att", "embed", "att"),
        reads(SUM, "sum of one", "reads 1 values, expected 2", "head"),
        reads(OUT, "overwrites an input", "'out' that overwrites what it reads", "x"),
        reads(OUT, "overwrites what others read", "'out' that overwrites what it reads", "head"),
        operator(HEAD, "name of an input", o -> o.put("name", "x"), "writes the value 'x', which"),
        operator(HEAD, "name of another", o -> o.put("name", "pool"), "writes the value 'pool'"),
        model("no operators", m -> m.putArray("operators"), "reads the value 'out', expected"));
  }

  private static Stream<HostileCase> shapes() {
    return Stream.of(
        reads(EMBED, "ids for one table of two", "reads 1 values, expected 2", "ids"),
        reads(EMBED, "floats as ids", "takes ids, but reads rows × 8 floats", "x", "ids"),
        reads(QKV, "ids as floats", "takes floats, but reads tokens × 1 ids", "ids"),
        reads(QKV, "rows for attention", "takes a line for each token, but reads rows", "x"),
        reads(POOL, "pools rows", "takes a line for each token, but reads rows × 8", "x"),
        reads(NORM, "sum of rows and tokens", "takes values of one shape, but reads", "att", "x"),
        reads(SUM, "sum of tokens and rows", "takes values of one shape", "norm", "x"),
        reads(ATT, "attention to embeddings", "takes 24 values, but 8 come from", "embed"),
        operator(HEAD, "outputs", o -> o.put("outputs", 9), "'sum' that takes 9 values, but 8"),
        operator(QKV, "inputs", o -> o.put("inputs", 9), "takes 9 values, but 8 come from"),
        operator(OUT, "softmax widths", TestHostileGraph::nineWide, "takes 9 values, but 8 come"));
  }

  private static Stream<HostileCase> settings() {
    return Stream.of(
        operator(EMBED, "no tables", o -> o.putArray("tables"), "has 0 tables, expected 1 to 8"),
        operator(
            EMBED, "many tables", TestHostileGraph::nineTables, "has 9 tables, expected 1 to 8"),
        operator(EMBED, "tables a number", o -> o.put("tables", 2), "is 2, expected an array"),
        table("rows 0", t -> t.put("rows", 0), "is 0, expected an integer from 1"),
        table("rows huge", t -> t.put("rows", 1L << 40), "expected an integer from 1 to"),
        table("more rows than there are", t -> t.put("rows", 1000), "'embed.table0' is I8 [2, 64]"),
        table("other dtype", t -> t.put("dtype", "bf16"), "'embed.table0' is I8 [2, 64], expected"),
        table("unknown dtype", t -> t.put("dtype", "i4"), "'i4', expected one of bf16, f32, i8"),
        table("offset huge", t -> t.put("offset", 1L << 31), "expected an integer from -"),
        table("unknown field of a table", t -> t.put("x", 1), "has an unknown field 'x'"),
        operator(EMBED, "width", o -> o.put("width", 64), "'qkv' that takes 8 values, but 64 come"),
        operator(NORM, "epsilon", o -> o.put("epsilon", -1), "has the epsilon -1.0, expected 0"),
        operator(NORM, "epsilon huge", o -> o.put("epsilon", 1e300), "a number within float32"),
        operator(NORM, "epsilon a text", o -> o.put("epsilon", "0"), "expected a finite number"),
        operator(NORM, "no bias", o -> o.put("bias", false), "'norm.bias' belongs to none"),
        operator(NORM, "norm width", o -> o.put("width", 9), "takes 9 values, but 8 come"),
        operator(ATT, "heads 0", o -> o.put("heads", 0), "is 0, expected an integer from 1"),
        operator(ATT, "heads huge", o -> o.put("heads", 1 << 20), "expected an integer from 1 to"),
        operator(ATT, "kv_heads", o -> o.put("heads", 3), "has kv_heads 2, expected a divisor"),
        operator(ATT, "head size", o -> o.put("head_size", 1 << 20), "expected an integer from 1"),
        operator(ATT, "scale", o -> o.put("scale", "1"), "is '1', expected a finite number"),
        operator(ATT, "before", o -> o.put("before", -1), "is -1, expected an integer from 0"),
        operator(ATT, "bias", o -> o.put("position_bias", 3), "no tensor 'att.position_bias'"),
        operator(ATT, "rotary", o -> o.put("rotary", 16), "there is no tensor 'att.rotary'"),
        operator(ATT, "odd heads", TestHostileGraph::oddHeads, "has head_size 3, expected an even"),
        operator(POOL, "mode", o -> o.put("mode", "sum"), "'sum', expected one of first, last"),
        operator(
            POOL, "unknown field of an operator", o -> o.put("x", 1), "has an unknown field 'x'"));
  }

  private static Stream<HostileCase> output() {
    return Stream.of(
        model("no output", m -> m.remove("output"), "has no field 'output'"),
        model("output a text", m -> m.put("output", "out"), "is 'out', expected an object"),
        model("unknown output", m -> output(m).put("value", "y"), "reads the value 'y', expected"),
        model("an input", m -> output(m).put("value", "x"), "gives what goes into it, expected"),
        model("overwritten", m -> output(m).put("value", "sum"), "'out' that overwrites what it"),
        model("names", m -> output(m).putArray("names").add("a"), "1 output_names for 8 outputs"),
        model(
            "unknown field of the output", m -> output(m).put("x", 1), "has an unknown field 'x'"));
  }

  private static HostileCase model(String name, Consumer<ObjectNode> change, String message) {
    return encoder(name, bytes -> change.accept(bytes.model), message);
  }

  private static HostileCase model(
      String name, Consumer<ObjectNode> change, String message, String version) {
    return encoder(
        name,
        bytes -> {
          change.accept(bytes.model);
          bytes.metadata().put("format_version", version);
        },
        message);
  }

  private static HostileCase operator(
      int index, String name, Consumer<ObjectNode> change, String message) {
    return encoder(name, bytes -> change.accept(bytes.operator(index)), message);
  }

  private static HostileCase input(
      int index, String name, Consumer<ObjectNode> change, String message) {
    return model(name, m -> change.accept((ObjectNode) m.get("inputs").get(index)), message);
  }

  private static HostileCase table(String name, Consumer<ObjectNode> change, String message) {
    return operator(
        EMBED, "table: " + name, o -> change.accept((ObjectNode) o.get("tables").get(0)), message);
  }

  private static HostileCase reads(int index, String name, String message, String... values) {
    return operator(
        index,
        name,
        o -> {
          ArrayNode reads = o.putArray("reads");
          Stream.of(values).forEach(reads::add);
        },
        message);
  }

  private static ArrayNode reads(ObjectNode operator) {
    return (ArrayNode) operator.get("reads");
  }

  private static ObjectNode output(ObjectNode model) {
    return (ObjectNode) model.get("output");
  }

  private static void twoFeatures(ObjectNode model) {
    ((ArrayNode) model.get("inputs"))
        .addObject()
        .put("name", "z")
        .put("kind", "features")
        .put("width", 2);
  }

  private static void nineTables(ObjectNode operator) {
    ArrayNode tables = operator.putArray("tables");
    for (int i = 0; i < 9; i++) {
      tables.addObject().put("rows", 1).put("dtype", "f32").put("offset", 0);
    }
  }

  private static void nineWide(ObjectNode operator) {
    operator.put("inputs", 9).put("outputs", 9);
  }

  private static void oddHeads(ObjectNode operator) {
    operator.put("head_size", 3).put("rotary", 16);
  }
}
