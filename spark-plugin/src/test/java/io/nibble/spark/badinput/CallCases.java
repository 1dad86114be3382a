package io.nibble.spark.badinput;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Arguments of the wrong type or number, and models that are no constant strings. */
final class CallCases {
  private static final String ACCEPTED =
      ", expected ARRAY<FLOAT>, ARRAY<DOUBLE>, an ML vector or numbers: ";
  private static final String CONVERT = "Cast or convert";

  private CallCases() {}

  static List<BadInput> all() {
    return Stream.of(featureTypes(), numbers(), counts(), models(), uses(), classify())
        .flatMap(s -> s)
        .<BadInput>map(c -> c)
        .toList();
  }

  private static Stream<RefusedCall> featureTypes() {
    return Stream.of(
        type("'1,2,3'", "STRING"),
        type("to_json(f)", "STRING"),
        type("true", "BOOLEAN"),
        type("X'00'", "BINARY"),
        type("DATE'2026-01-01'", "DATE"),
        type("TIMESTAMP'2026-01-01 00:00:00'", "TIMESTAMP"),
        type("INTERVAL '1' DAY", "INTERVAL DAY"),
        type("array('1')", "ARRAY<STRING>"),
        type("array(true)", "ARRAY<BOOLEAN>"),
        type("array(X'00')", "ARRAY<BINARY>"),
        type("array(DATE'2026-01-01')", "ARRAY<DATE>"),
        type("array(f)", "ARRAY<ARRAY<FLOAT>>"),
        type("array(struct(1))", "ARRAY<STRUCT<"),
        type("array(map(1, 1f))", "ARRAY<MAP<"),
        type("array(array(array(1)))", "ARRAY<ARRAY<ARRAY<INT>>>"),
        type("array(dense(array(1D)))", "ARRAY<"),
        type("map(1, 2)", "MAP<INT, INT>"),
        type("map('a', f)", "MAP<STRING, ARRAY<FLOAT>>"));
  }

  private static RefusedCall type(String features, String type) {
    return new RefusedCall(
        "P(" + features + ")", "nibble_predict: features are " + type, ACCEPTED, CONVERT);
  }

  private static Stream<RefusedCall> numbers() {
    return Stream.of(
        new RefusedCall("P(f, 1)", "argument 1 is ARRAY<FLOAT>, expected a number: n.f", CONVERT),
        new RefusedCall("P(f, f)", "argument 1 is ARRAY<FLOAT>, expected a number: n.f", CONVERT),
        new RefusedCall(
            "P(1, 2, 3, 4, 5, 6, 7, '8')", "argument 8 is STRING, expected a n", CONVERT),
        new RefusedCall("P(1, true)", "feature argument 2 is BOOLEAN, expected a number", CONVERT),
        new RefusedCall("P(1, NULL, X'00')", "feature argument 3 is BINARY, expected a n", CONVERT),
        new RefusedCall("P(1, dense(array(1D)))", "feature argument 2 is ", CONVERT),
        new RefusedCall("P(1, struct(1))", "feature argument 2 is STRUCT<", CONVERT),
        new RefusedCall("P(struct(id, 'x'))", "feature field 2 is STRING, expected a num", CONVERT),
        new RefusedCall(
            "P(struct(f))", "feature field 1 is ARRAY<FLOAT>, expected a numb", CONVERT),
        new RefusedCall("P(struct(id, struct(id)))", "feature field 2 is STRUCT<", CONVERT),
        new RefusedCall("P(struct(*))", "feature field 2 is ARRAY<FLOAT>", CONVERT));
  }

  private static Stream<RefusedCall> counts() {
    return Stream.of(
        new RefusedCall("nibble_predict()", "expected 2 arguments, (model, features), found 0"),
        new RefusedCall("nibble_predict('m')", "expected 2 arguments, (model, features), found 1"),
        new RefusedCall("nibble_predict(f)", "expected 2 arguments, (model, features), found 1"),
        count("id", 1),
        count("id, id, id, id, id, id, id", 7),
        count("id, id, id, id, id, id, id, id, id", 9),
        count(
            IntStream.range(0, 1000).mapToObj(String::valueOf).collect(Collectors.joining(", ")),
            1000),
        count("struct(id)", 1),
        count("struct(id, id, id, id, id, id, id, id, id)", 9),
        count("from_json('{}', 'a INT')", 1));
  }

  private static RefusedCall count(String arguments, int found) {
    return new RefusedCall(
        "P(" + arguments + ")",
        "nibble_predict: features are " + found + " numbers, model DIR/m.nibble takes 8",
        "Give one number for each input of the model, in its order");
  }

  private static Stream<RefusedCall> models() {
    return Stream.of(
        noConstant("cast(id AS STRING)", "CAST(n.id AS STRING)"),
        noConstant("17", "17"),
        noConstant("1.5D", "1.5D"),
        noConstant("true", "true"),
        noConstant("f", "n.f"),
        noConstant("NULL", "NULL"),
        noConstant("X'6D'", "X'6D'"),
        noConstant("array('DIR/m.nibble')", "array('DIR/m.nibble')"),
        noConstant("struct('DIR/m.nibble')", "struct("),
        noConstant("map('m', 'DIR/m.nibble')", "map("),
        noConstant("uuid()", "uuid()"),
        noConstant("cast(rand() AS STRING)", "CAST(rand("),
        noConstant("if(id > 1, 'a', 'b')", "(IF("),
        noConstant("(SELECT 'DIR/m.nibble')", "scalarsubquery()"),
        noConstant("max('DIR/m.nibble')", "max("),
        new RefusedCall("nibble_predict(cast(NULL AS STRING), f)", "model is NULL, expected the p"),
        new RefusedCall("nibble_predict(concat('m', NULL), f)", "model is NULL, expected the path"),
        new RefusedCall("nibble_predict(raise_error('x'), f)", "nibble_predict: model is "),
        new RefusedCall("nibble_predict(current_catalog(), f)", "nibble_predict: model is "));
  }

  private static RefusedCall noConstant(String model, String found) {
    return new RefusedCall(
        "nibble_predict(" + model + ", f)",
        "nibble_predict: model is " + found,
        "expected a constant string: the path of a model. Write the path as a literal");
  }

  /** What Spark itself refuses of any function that is no aggregate. */
  private static Stream<RefusedCall> uses() {
    return Stream.of(
        new RefusedCall("P(f) OVER ()", "nibble_predict"),
        new RefusedCall("P(f) FILTER (WHERE id > 1)", "nibble_predict"),
        new RefusedCall("nibble_predict(DISTINCT 'DIR/m.nibble', f)", "nibble_predict"),
        new RefusedCall("nibble_predict(model => 'm', features => f)", "nibble_predict"),
        new RefusedCall("P(g)", "`g`"),
        new RefusedCall("P(f) + 1", "ARRAY<FLOAT>"));
  }

  private static Stream<RefusedCall> classify() {
    return Stream.of(
        new RefusedCall(
            "nibble_classify('DIR/plain.nibble', f)",
            "nibble_classify: model DIR/plain.nibble has no labels, expected output_names"),
        new RefusedCall("nibble_classify('DIR/m.nibble')", "nibble_classify: expected 2 arguments"),
        new RefusedCall("nibble_classify(id, f)", "nibble_classify: model is "),
        new RefusedCall("nibble_classify('DIR/none', f)", "nibble_classify: model DIR/none: no s"),
        new RefusedCall("C('x')", "nibble_classify: features are STRING"),
        new RefusedCall("C(id)", "nibble_classify: features are 1 numbers"),
        new RefusedCall("C(id, 'x')", "nibble_classify: feature argument 2 is STRING"),
        new RefusedCall("C(f).nothing", "nothing"));
  }
}
