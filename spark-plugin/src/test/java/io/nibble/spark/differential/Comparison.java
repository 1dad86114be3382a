package io.nibble.spark.differential;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One statement, answered in every way.
 *
 * @param choices what makes the settings and the statement
 */
record Comparison(
    List<Integer> choices,
    Map<String, String> settings,
    Statement statement,
    Answer batched,
    Answer rowByRow,
    Answer columns,
    Answer udf) {

  static Comparison of(Choices choices, Statement.Writer writer, Ways ways) {
    Map<String, String> settings = Settings.choose(choices);
    Statement statement = writer.write(choices, ways.batched().dialect());
    List<Integer> made = choices.made();
    // Two at a time: each pair moves counters that the other does not.
    CompletableFuture<List<Answer>> without =
        CompletableFuture.supplyAsync(
            () -> answers(List.of(ways.columns(), ways.udf()), writer, made));
    List<Answer> with = answers(List.of(ways.batched(), ways.rowByRow()), writer, made);
    List<Answer> plain = without.join();
    return new Comparison(
        made, settings, statement, with.get(0), with.get(1), plain.get(0), plain.get(1));
  }

  private static List<Answer> answers(List<Way> ways, Statement.Writer writer, List<Integer> made) {
    return ways.stream().map(way -> answer(way, writer, Choices.of(made))).toList();
  }

  private static Answer answer(Way way, Statement.Writer writer, Choices choices) {
    Map<String, String> settings = Settings.choose(choices);
    return way.answer(writer.write(choices, way.dialect()), settings);
  }

  /** Whether Spark refuses the statement whoever scores it. */
  boolean isRefused() {
    return batched.isError() && rowByRow.isError() && columns.isError() && udf.isError();
  }

  boolean isWrong() {
    return !batched.sameRows(columns) || !rowByRow.sameRows(columns) || !udf.sameRows(columns);
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
    return String.join(
        "\n",
        (isWrong() ? "WRONG " : "MORE ") + choices,
        statement.text(),
        settings.toString(),
        "batched     " + batched,
        "row by row  " + rowByRow,
        "columns     " + columns,
        "classic UDF " + udf);
  }
}
