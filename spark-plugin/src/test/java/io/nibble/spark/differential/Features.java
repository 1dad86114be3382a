package io.nibble.spark.differential;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a call scores, and the column that has its scores already: {@code f} and {@code sf}, and so
 * {@code if(k < 3, f, d)} and {@code if(k < 3, sf, sd)}.
 *
 * @param text one argument, or several separated by commas
 * @param single the same as one argument
 * @param scores a struct of what each kind of call gives
 */
record Features(String text, String single, String scores) {
  static Features of(String text, String scores) {
    return new Features(text, text, scores);
  }

  /** {@code shape} over this. */
  Features map(UnaryOperator<String> shape) {
    return of(shape.apply(single), shape.apply(scores));
  }

  /** Something that has two features for an argument. */
  Features with(Features other, java.util.function.BinaryOperator<String> shape) {
    return of(shape.apply(single, other.single), shape.apply(scores, other.scores));
  }

  /** These, or the others where these are NULL. The scores of NULL are a struct of NULLs. */
  Features orElse(Features other) {
    return of(
        "coalesce(" + single + ", " + other.single + ")",
        "if(isnull(" + single + "), " + other.scores + ", " + scores + ")");
  }

  /** The greatest features of a group, and their scores. */
  Features greatest() {
    return of(
        "max(" + single + ")", "max(named_struct('f', " + single + ", 's', " + scores + ")).s");
  }

  /** What every relation has. */
  static Features standard(String alias) {
    return of(alias + ".f", alias + ".sf");
  }

  /** Arguments whose evaluations are counted. */
  static List<Features> watched(String alias) {
    return List.of(
        of("watched_array(" + alias + ".f)", alias + ".sf"),
        of("watched_struct(" + alias + ".st)", alias + ".sn"));
  }

  /** What only the tables themselves have, not the relations made of them. */
  static List<Features> ofTable(String alias) {
    String numbers = "%1$s.n1, %1$s.n2, %1$s.n3, %1$s.n4, %1$s.n5".formatted(alias);
    return List.of(
        of(alias + ".d", alias + ".sd"),
        of(alias + ".i", alias + ".si"),
        new Features(numbers, "array(" + numbers + ")", alias + ".sn"),
        of("array(" + numbers + ")", alias + ".sn"),
        of("struct(" + numbers + ")", alias + ".sn"),
        of(alias + ".st", alias + ".sn"),
        of("transform(" + alias + ".f, e -> -e)", alias + ".sm"),
        of("from_json(" + alias + ".js, 'ARRAY<FLOAT>')", alias + ".sf"),
        of(
            "if(isnull(" + alias + ".id), NULL, array(1.0D, 2.0D, -1.0D, 0.5D, 4.0D))",
            alias + ".sl"));
  }
}
