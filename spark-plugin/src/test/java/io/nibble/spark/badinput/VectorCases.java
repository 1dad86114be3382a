package io.nibble.spark.badinput;

import static io.nibble.spark.badinput.FeatureCase.bad;
import static io.nibble.spark.badinput.FeatureCase.nothing;
import static io.nibble.spark.badinput.FeatureCase.scored;

import java.util.List;
import java.util.stream.Stream;

/** ML vectors: those that ML can make, and those that only a file can hold. */
final class VectorCases {
  private static final String DENSE = "dense(cast(f AS ARRAY<DOUBLE>))";
  private static final String OLD = "old(cast(f AS ARRAY<DOUBLE>))";

  /** Name, kind, size, indices, values, what is found. */
  private static final String[][] BROKEN = {
    {"index 8", "0", "8", "array(1, 8)", "array(1D, 2D)", "index 8 in entry 1 of a sparse vec"},
    {"index most", "0", "8", "array(2147483647)", "array(1D)", "index 2147483647 in entry 0"},
    {"index -1", "0", "8", "array(-1)", "array(1D)", "index -1 in entry 0 of a sparse vector"},
    {"index least", "0", "8", "array(-2147483648)", "array(1D)", "index -2147483648 in entry 0"},
    {"index twice", "0", "8", "array(2, 2)", "array(1D, 5D)", "index 2 in entry 1 of a sparse"},
    {"index before", "0", "8", "array(5, 2)", "array(1D, 5D)", "index 2 in entry 1 of a sparse"},
    {"more indices", "0", "8", "array(1, 2)", "array(1D)", "2 indices and 1 values in a sparse"},
    {"more values", "0", "8", "array(1)", "array(1D, 2D)", "1 indices and 2 values in a sparse"},
    {"no indices", "0", "8", "NULL", "array(1D)", "a sparse vector without indices"},
    {"no values", "0", "8", "array(1)", "NULL", "a vector without values"},
    {"no size", "0", "NULL", "array(1)", "array(1D)", "0 numbers"},
    {"size negative", "0", "-8", "array(1)", "array(1D)", "-8 numbers"},
    {"size most", "0", "2147483647", "array(1)", "array(1D)", "2147483647 numbers"},
    {"dense without values", "1", "NULL", "NULL", "NULL", "a vector without values"},
    {"dense too short", "1", "8", "NULL", "array(1D)", "1 numbers"},
    {"kind 2", "2", "8", "array(1)", "array(1D)", "a vector of the kind 2, expected 0 or 1"},
    {"kind -1", "-1", "8", "array(1)", "array(1D)", "a vector of the kind -1, expected 0 or 1"}
  };

  private VectorCases() {}

  static List<BadInput> all() {
    return Stream.of(dense(), sparse(), old(), broken()).flatMap(List::stream).toList();
  }

  /** Writes the file with the broken ones. */
  static void create(BadInputSession session) {
    session.createVectors(
        "broken",
        String.join(
            " UNION ALL ",
            Stream.of(BROKEN)
                .map(
                    row ->
                        "SELECT '%s' kind, struct(tinyint(%s) type, int(%s) size, cast(%s AS ARRAY<INT>) indices, cast(%s AS ARRAY<DOUBLE>) values) v"
                            .formatted(row[0], row[1], row[2], row[3], row[4]))
                .toList()));
  }

  private static List<BadInput> dense() {
    return List.of(
        nothing(DENSE, "if(id < 0, " + DENSE + ", NULL)"),
        bad(DENSE, "dense(cast(array() AS ARRAY<DOUBLE>))", "0 numbers"),
        bad(DENSE, "dense(array_repeat(1D, 7))", "7 numbers"),
        bad(DENSE, "dense(array_repeat(1D, 9))", "9 numbers"),
        bad(DENSE, "dense(array_repeat(1D, 1000000))", "1000000 numbers"),
        bad(DENSE, "dense(array_repeat(double('NaN'), 8))", "element 0 = NaN"),
        bad(DENSE, "dense(array_repeat(double('-Infinity'), 8))", "element 0 = -Infinity"),
        bad(DENSE, "dense(array_repeat(1e39D, 8))", "element 0 = Infinity"));
  }

  private static List<BadInput> sparse() {
    return List.of(
        bad(DENSE, "sparse(7, array(1), array(1D))", "7 numbers"),
        bad(DENSE, "sparse(9, array(1), array(1D))", "9 numbers"),
        bad(DENSE, "sparse(2147483647, array(2147483646), array(1D))", "2147483647 numbers"),
        bad(DENSE, "sparse(0, cast(array() AS ARRAY<INT>), cast(array() AS ARRAY<DOUBLE>))", "0 n"),
        bad(DENSE, "sparse(8, array(6), array(double('NaN')))", "element 6 = NaN"),
        bad(DENSE, "sparse(8, array(0, 7), array(1D, double('Infinity')))", "element 7 = Infinity"),
        bad(DENSE, "sparse(8, array(3), array(-1e200D))", "element 3 = -Infinity"),
        scored(
            DENSE,
            "sparse(8, cast(array() AS ARRAY<INT>), cast(array() AS ARRAY<DOUBLE>))",
            "array_repeat(0f, 8)"),
        scored(
            DENSE,
            "sparse(8, array(0, 7), array(1D, 2D))",
            "array(1f, 0f, 0f, 0f, 0f, 0f, 0f, 2f)"));
  }

  /** The vectors of the older package. */
  private static List<BadInput> old() {
    return List.of(
        nothing(OLD, "if(id < 0, " + OLD + ", NULL)"),
        bad(OLD, "old(array_repeat(1D, 7))", "7 numbers"),
        bad(OLD, "old(array_repeat(double('NaN'), 8))", "element 0 = NaN"),
        scored(OLD, "old(array_repeat(2D, 8))", "array_repeat(2f, 8)"));
  }

  private static List<BadInput> broken() {
    return Stream.of(BROKEN)
        .<BadInput>map(
            row -> bad(DENSE, "(SELECT v FROM broken WHERE kind = '" + row[0] + "')", row[5]))
        .toList();
  }
}
