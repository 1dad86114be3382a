package io.nibble.spark.badinput;

import static io.nibble.spark.badinput.FeatureCase.bad;
import static io.nibble.spark.badinput.FeatureCase.nothing;
import static io.nibble.spark.badinput.FeatureCase.scored;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Features as the fields of a struct, and as several arguments. */
final class NumberCases {
  private static final String COLUMNS =
      IntStream.range(0, BadInputSession.WIDTH)
          .mapToObj(i -> "x.c" + i)
          .collect(Collectors.joining(", ", "P(", ")"));

  private NumberCases() {}

  static List<BadInput> all() {
    return Stream.of(
            values("FLOAT", "P(x)"),
            values("DOUBLE", "P(x)"),
            values("FLOAT", COLUMNS),
            values("DOUBLE", COLUMNS),
            mixed(),
            missing())
        .flatMap(List::stream)
        .toList();
  }

  private static List<BadInput> values(String type, String call) {
    String good = struct(type, -1, "");
    return Stream.of(
            bad(good, struct(type, 0, "NULL"), "NULL in element 0"),
            bad(good, struct(type, 7, "NULL"), "NULL in element 7"),
            bad(good, struct(type, 1, "'NaN'"), "element 1 = NaN"),
            bad(good, struct(type, 6, "'-Infinity'"), "element 6 = -Infinity"))
        .<BadInput>map(c -> c.calledBy(call))
        .toList();
  }

  private static List<BadInput> mixed() {
    String good = struct("INT", -1, "");
    return List.of(
        bad(good, struct("INT", 3, "NULL"), "NULL in element 3"),
        bad(struct("DOUBLE", -1, ""), struct("DOUBLE", 2, "1e300D"), "element 2 = Infinity"),
        scored(
            good,
            struct("INT", 0, "2147483647"),
            "transform(f, (x, i) -> if(i = 0, 2147483647f, float(int(x))))"));
  }

  /** A struct that is NULL has no features; the fields of one are NULL numbers. */
  private static List<BadInput> missing() {
    String good = struct("FLOAT", -1, "");
    String none = "if(id < 0, " + good + ", NULL)";
    return List.of(nothing(good, none), bad(good, none, "NULL in element 0").calledBy(COLUMNS));
  }

  private static String struct(String type, int other, String value) {
    return IntStream.range(0, BadInputSession.WIDTH)
        .mapToObj(
            i -> "'c%d', cast(%s AS %s)".formatted(i, i == other ? value : "f[" + i + "]", type))
        .collect(Collectors.joining(", ", "named_struct(", ")"));
  }
}
