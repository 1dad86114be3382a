package io.nibble.spark.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the Spark driver makes of the reports: sums, and memory that does not grow for ever. */
class TestExecutorReports {
  @AfterEach
  void clear() {
    ExecutorReports.clear();
  }

  @Test
  void countsOfLostExecutorsRemainAndTheirStatesGo() {
    start("1", 10, 2);
    start("2", 5, 3);
    ExecutorReports.lost("1");
    ExecutorReports.lost("never seen");
    assertThat(ExecutorReports.total(ExecutorMetric.ROWS)).isEqualTo(15);
    assertThat(ExecutorReports.total(ExecutorMetric.MODELS)).isEqualTo(3);
    assertThat(ExecutorReports.states())
        .extracting(ExecutorState::isLive)
        .containsExactly(false, true);
  }

  @Test
  void theLatestFiguresCount() {
    start("1", 10, 2);
    ExecutorReports.add(figures("1", 12, 1));
    assertThat(ExecutorReports.total(ExecutorMetric.ROWS)).isEqualTo(12);
    assertThat(ExecutorReports.total(ExecutorMetric.MODELS)).isEqualTo(1);
  }

  @Test
  void figuresOfNobodyAreNobodys() {
    ExecutorReports.add(figures("9", 12, 1));
    assertThat(ExecutorReports.states()).isEmpty();
    assertThat(ExecutorReports.total(ExecutorMetric.ROWS)).isZero();
  }

  @Test
  void executorsLostLongAgoAreASum() {
    int many = ExecutorReports.LOST_KEPT + 50;
    start("alive", 1, 1);
    for (int i = 0; i < many; i++) {
      start(Integer.toString(i), 1, 1);
      ExecutorReports.lost(Integer.toString(i));
    }
    assertThat(ExecutorReports.states()).hasSize(ExecutorReports.LOST_KEPT + 1);
    assertThat(ExecutorReports.states().get(0).report().executor()).isEqualTo("alive");
    assertThat(ExecutorReports.total(ExecutorMetric.ROWS)).isEqualTo(many + 1);
    assertThat(ExecutorReports.total(ExecutorMetric.MODELS)).isOne();
  }

  private static void start(String executor, long rows, long models) {
    ExecutorReports.add(new ExecutorReport(executor, "host", "java", "1", "", Map.of()));
    ExecutorReports.add(figures(executor, rows, models));
  }

  private static ExecutorFigures figures(String executor, long rows, long models) {
    EnumMap<ExecutorMetric, Long> values = new EnumMap<>(ExecutorMetric.class);
    values.put(ExecutorMetric.ROWS, rows);
    values.put(ExecutorMetric.MODELS, models);
    return new ExecutorFigures(executor, values, List.of());
  }
}
