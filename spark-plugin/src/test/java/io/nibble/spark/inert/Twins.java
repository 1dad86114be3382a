package io.nibble.spark.inert;

import io.nibble.spark.NibbleExtensions;
import io.nibble.spark.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.SparkSessionExtensions;
import scala.Function1;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Runs files in a session with the plugin's rules and in one without, and counts. What differs is
 * run in a third, without them too, and again until that differs as well.
 */
final class Twins {
  private static final int CONTROLS = 8;

  private final Twin plain;
  private final Twin extended;
  private final Twin control;
  private final List<Difference> differences = new ArrayList<>();
  private int statements;
  private int answers;
  private int unstable;

  private Twins(Twin plain, Twin extended, Twin control) {
    this.plain = plain;
    this.extended = extended;
    this.control = control;
  }

  /** With Nibble and without; {@code spark} has nothing of Nibble itself. */
  static Twins create(SparkFixture spark) throws IOException {
    return create(spark, new NibbleExtensions());
  }

  static Twins create(SparkFixture spark, Function1<SparkSessionExtensions, BoxedUnit> extensions)
      throws IOException {
    Path directory = Files.createTempDirectory(spark.directory(), "twins");
    return new Twins(
        Twin.create(directory.resolve("plain"), new Nothing()),
        Twin.create(directory.resolve("extended"), extensions),
        Twin.create(directory.resolve("control"), new Nothing()));
  }

  void compare(SqlFile file) {
    CompletableFuture<List<Observed>> other =
        CompletableFuture.supplyAsync(() -> extended.run(file));
    List<Observed> without = plain.run(file);
    List<Observed> with = other.join();
    statements += without.size();
    answers += (int) without.stream().filter(Observed::isAnswer).count();
    if (!without.equals(with)) {
      judge(file, without, with);
    }
  }

  // What is not the same each time without the plugin says nothing of it: some of Spark's plans
  // depend on the numbers that its expressions happen to get.
  private void judge(SqlFile file, List<Observed> without, List<Observed> with) {
    List<Integer> different = new ArrayList<>();
    for (int i = 0; i < without.size(); i++) {
      if (!without.get(i).equals(with.get(i))) {
        different.add(i);
      }
    }
    int before = different.size();
    for (int run = 0; run < CONTROLS && !different.isEmpty(); run++) {
      List<Observed> again = control.run(file);
      different.removeIf(i -> !without.get(i).equals(again.get(i)));
    }
    unstable += before - different.size();
    for (int i : different) {
      differences.add(
          new Difference(file + ": " + file.statements().get(i), without.get(i), with.get(i)));
    }
  }

  List<Difference> differences() {
    return differences;
  }

  int answers() {
    return answers;
  }

  @Override
  public String toString() {
    return statements
        + " statements, "
        + answers
        + " with an answer, the others with an error; "
        + unstable
        + " not the same twice without the plugin; different with it: "
        + different(Difference.Kind.PLAN)
        + " plans, "
        + different(Difference.Kind.ANSWER)
        + " answers, "
        + different(Difference.Kind.ERROR)
        + " errors; "
        + plain.time().toSeconds()
        + " s without, "
        + extended.time().toSeconds()
        + " s with";
  }

  private long different(Difference.Kind kind) {
    return differences.stream().filter(difference -> difference.kind() == kind).count();
  }

  private static final class Nothing extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
      return BoxedUnit.UNIT;
    }
  }
}
