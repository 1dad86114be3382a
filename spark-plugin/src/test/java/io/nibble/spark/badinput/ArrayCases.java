package io.nibble.spark.badinput;

import static io.nibble.spark.badinput.FeatureCase.bad;
import static io.nibble.spark.badinput.FeatureCase.nothing;
import static io.nibble.spark.badinput.FeatureCase.scored;
import static io.nibble.spark.badinput.FeatureCase.unscorable;

import java.util.ArrayList;
import java.util.List;

/** Arrays of every type of number. */
final class ArrayCases {
  private static final String FLOATS = "f";
  private static final String DOUBLES = "cast(f AS ARRAY<DOUBLE>)";
  private static final String FLOAT_ZEROS = "array_repeat(0f, 8)";
  private static final List<String> OTHER_TYPES =
      List.of("TINYINT", "SMALLINT", "INT", "BIGINT", "DECIMAL(9, 2)", "DECIMAL(38, 10)");

  private ArrayCases() {}

  static List<BadInput> all() {
    List<BadInput> cases = new ArrayList<>();
    cases.addAll(floats());
    cases.addAll(doubles());
    OTHER_TYPES.forEach(type -> cases.addAll(castFrom(type)));
    return cases;
  }

  private static List<BadInput> floats() {
    return List.of(
        nothing(FLOATS, "cast(NULL AS ARRAY<FLOAT>)"),
        bad(FLOATS, "cast(array() AS ARRAY<FLOAT>)", "0 numbers"),
        bad(FLOATS, "array(f[0])", "1 numbers"),
        bad(FLOATS, "slice(f, 1, 7)", "7 numbers"),
        bad(FLOATS, "concat(f, array(1f))", "9 numbers"),
        bad(FLOATS, "concat(f, f)", "16 numbers"),
        bad(FLOATS, "concat(f, array(cast(NULL AS FLOAT)))", "9 numbers"),
        bad(FLOATS, "array_repeat(float('NaN'), 64)", "64 numbers"),
        bad(FLOATS, "array_repeat(1f, 65536)", "65536 numbers"),
        bad(FLOATS, "array_repeat(1f, 5000000)", "5000000 numbers"),
        bad(FLOATS, element(0, "NULL", FLOATS), "NULL in element 0"),
        bad(FLOATS, element(4, "NULL", FLOATS), "NULL in element 4"),
        bad(FLOATS, element(7, "NULL", FLOATS), "NULL in element 7"),
        bad(FLOATS, "array_repeat(cast(NULL AS FLOAT), 8)", "NULL in element 0"),
        bad(FLOATS, "transform(f, (x, i) -> if(i > 5, NULL, x))", "NULL in element 6"),
        bad(FLOATS, element(0, "float('NaN')", element(5, "NULL", FLOATS)), "NULL in element 5"),
        bad(FLOATS, element(0, "float('NaN')", FLOATS), "element 0 = NaN"),
        bad(FLOATS, element(7, "float('NaN')", FLOATS), "element 7 = NaN"),
        bad(FLOATS, element(3, "-float('NaN')", FLOATS), "element 3 = NaN"),
        bad(FLOATS, "array_repeat(float('NaN'), 8)", "element 0 = NaN"),
        bad(FLOATS, element(0, "float('Infinity')", FLOATS), "element 0 = Infinity"),
        bad(FLOATS, element(7, "float('Infinity')", FLOATS), "element 7 = Infinity"),
        bad(FLOATS, element(2, "float('-Infinity')", FLOATS), "element 2 = -Infinity"),
        bad(FLOATS, "transform(f, (x, i) -> float('Infinity'))", "element 0 = Infinity"),
        bad(
            FLOATS,
            "transform(f, (x, i) -> if(i % 2 = 0, float('-Infinity'), float('NaN')))",
            "element 0 = -Infinity"),
        unscorable(FLOATS, alternating("3e38"), "score 0 = NaN"),
        unscorable(FLOATS, alternating("3.4028235e38"), "score 0 = NaN"),
        scored(FLOATS, "array_repeat(-0f, 8)", FLOAT_ZEROS),
        scored(FLOATS, "array_repeat(float('1e-45'), 8)", FLOAT_ZEROS),
        scored(FLOATS, "array_repeat(float('-1.1754942e-38'), 8)", FLOAT_ZEROS));
  }

  private static List<BadInput> doubles() {
    return List.of(
        nothing(DOUBLES, "cast(NULL AS ARRAY<DOUBLE>)"),
        bad(DOUBLES, "cast(array() AS ARRAY<DOUBLE>)", "0 numbers"),
        bad(DOUBLES, "array_repeat(1D, 7)", "7 numbers"),
        bad(DOUBLES, "array_repeat(1D, 9)", "9 numbers"),
        bad(DOUBLES, "array_repeat(1D, 1000000)", "1000000 numbers"),
        bad(DOUBLES, element(0, "NULL", DOUBLES), "NULL in element 0"),
        bad(DOUBLES, element(7, "NULL", DOUBLES), "NULL in element 7"),
        bad(DOUBLES, "array_repeat(cast(NULL AS DOUBLE), 8)", "NULL in element 0"),
        bad(DOUBLES, element(5, "double('NaN')", DOUBLES), "element 5 = NaN"),
        bad(DOUBLES, element(1, "double('Infinity')", DOUBLES), "element 1 = Infinity"),
        bad(DOUBLES, element(6, "double('-Infinity')", DOUBLES), "element 6 = -Infinity"),
        bad(DOUBLES, element(0, "1e300D", DOUBLES), "element 0 = Infinity"),
        bad(DOUBLES, element(4, "-1e300D", DOUBLES), "element 4 = -Infinity"),
        bad(DOUBLES, element(2, "3.5e38D", DOUBLES), "element 2 = Infinity"),
        bad(DOUBLES, element(2, "3.4028235677973366e38D", DOUBLES), "element 2 = Infinity"),
        scored(DOUBLES, "array_repeat(1e-300D, 8)", FLOAT_ZEROS),
        scored(DOUBLES, "array_repeat(4.9e-324D, 8)", FLOAT_ZEROS),
        scored(
            DOUBLES,
            "transform(sequence(1, 8), i -> i * 0.1D)",
            "transform(sequence(1, 8), i -> float(i * 0.1D))"));
  }

  /** Types that are cast to DOUBLE. */
  private static List<BadInput> castFrom(String type) {
    String good = "cast(transform(f, x -> 9 * x) AS ARRAY<" + type + ">)";
    String array = "cast(array(1, 2, 3, 4, 5, 6, 7, 100) AS ARRAY<" + type + ">)";
    return List.of(
        nothing(good, "cast(NULL AS ARRAY<" + type + ">)"),
        bad(good, "slice(" + array + ", 1, 7)", "7 numbers"),
        bad(good, "concat(" + array + ", " + array + ")", "16 numbers"),
        bad(good, element(6, "NULL", array), "NULL in element 6"),
        scored(good, array, "array(1f, 2f, 3f, 4f, 5f, 6f, 7f, 100f)"));
  }

  /** An array with another element {@code index}. */
  private static String element(int index, String value, String array) {
    return "transform(" + array + ", (x, i) -> if(i = " + index + ", " + value + ", x))";
  }

  private static String alternating(String size) {
    return "transform(f, (x, i) -> float(if(i % 2 = 0, '" + size + "', '-" + size + "')))";
  }
}
