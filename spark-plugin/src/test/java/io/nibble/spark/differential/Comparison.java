package io.nibble.spark.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One statement, answered in several ways.
 *
 * @param choices what makes the settings and the statement
 * @param others row by row and from columns; empty where the first two agree and nobody asked
 */
record Comparison(
    List<Integer> choices,
    Map<String, String> settings,
    Statement statement,
    Answer batched,
    Answer udf,
    List<Answer> others) {

  /** Batched and by classic UDFs; in all ways if these differ or if {@code isWhole}. */
  static Comparison of(Choices choices, Statement.Writer writer, Ways ways, boolean isWhole) {
    Map<String, String> settings = Settings.choose(choices);
    Statement statement = writer.write(choices, ways.batched().dialect());
    List<Integer> made = choices.made();
    List<Answer> two = together(ways.batched(), ways.udf(), writer, made);
    Answer batched = two.get(0);
    Answer udf = two.get(1);
    List<Answer> others =
        isWhole || !batched.sameRows(udf)
            ? together(ways.rowByRow(), ways.columns(), writer, made)
            : List.of();
    return new Comparison(made, settings, statement, batched, udf, others);
  }

  // Two at a time: either moves counters that the other does not.
  private static List<Answer> together(
      Way with, Way without, Statement.Writer writer, List<Integer> made) {
    CompletableFuture<Answer> other =
        CompletableFuture.supplyAsync(() -> answer(without, writer, made));
    return List.of(answer(with, writer, made), other.join());
  }

  private static Answer answer(Way way, Statement.Writer writer, List<Integer> made) {
    Choices choices = Choices.of(made);
    Map<String, String> settings = Settings.choose(choices);
    return way.answer(writer.write(choices, way.dialect()), settings);
  }

  private List<Answer> answers() {
    List<Answer> answers = new ArrayList<>(List.of(batched, udf));
    answers.addAll(others);
    return answers;
  }

  /** Whether Spark refuses the statement whoever scores it, or wherever it keeps its shape. */
  boolean isRefused() {
    return udf.isError() && (batched.isError() || others.stream().allMatch(Answer::isError));
  }

  boolean isWrong() {
    return !isRefused() && !answers().stream().allMatch(batched::sameRows);
  }

  boolean costsMore() {
    return !isRefused() && !statement.isLimited() && batched.costsMoreThan(udf);
  }

  boolean isFault() {
    return isWrong() || costsMore();
  }

  /** Whether both are wrong, or both cost too much. */
  boolean isLike(Comparison fault) {
    return isFault() && isWrong() == fault.isWrong();
  }

  @Override
  public String toString() {
    return Stream.concat(
            Stream.of((isWrong() ? "WRONG " : "MORE ") + choices, statement.text(), settings),
            answers().stream())
        .map(Object::toString)
        .collect(Collectors.joining("\n"));
  }
}
