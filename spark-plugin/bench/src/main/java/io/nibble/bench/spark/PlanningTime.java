package io.nibble.bench.spark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * What the plugin's rules add to the planning of large queries that have no calls: CPU time of the
 * planning thread, in a session with the rules and in two without, in turn. What the second adds to
 * the first is noise.
 */
final class PlanningTime {
  private static final int COLUMNS = 1_000;
  private static final int UNIONS = 200;

  private final SparkSession plain;
  private final SparkSession extended;
  private final SparkSession control;

  private PlanningTime(SparkSession plain, SparkSession extended) {
    this.plain = plain;
    this.extended = extended;
    this.control = plain.newSession();
  }

  static void run(boolean quick) throws Exception {
    try (SparkSession plain = Sessions.plain()) {
      new PlanningTime(plain, Sessions.withRules()).measure(quick);
    }
  }

  private void measure(boolean quick) throws Exception {
    for (Map.Entry<String, String> query : queries().entrySet()) {
      Rounds rounds = new Rounds();
      rounds.add("plain", () -> planned(plain, query.getValue()));
      rounds.add("nibble", () -> planned(extended, query.getValue()));
      rounds.add("control", () -> planned(control, query.getValue()));
      report(query.getKey(), rounds.run(quick ? 5 : 40, quick ? 5 : 200));
    }
  }

  private static Map<String, String> queries() {
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("columns", "SELECT " + columns() + " FROM range(10) WHERE id > 3");
    queries.put("unions", unions());
    return queries;
  }

  private static String columns() {
    return IntStream.range(0, COLUMNS)
        .mapToObj(i -> "id * " + i + " AS c" + i)
        .collect(Collectors.joining(", "));
  }

  private static String unions() {
    return IntStream.range(0, UNIONS)
        .mapToObj(i -> "SELECT id, id + " + i + " AS n FROM range(" + i + ") WHERE id > " + i)
        .collect(Collectors.joining(" UNION ALL "));
  }

  private static Cost planned(SparkSession spark, String query) {
    SparkSession.setActiveSession(spark);
    return timed(() -> spark.sql(query).queryExecution().executedPlan());
  }

  private static Cost timed(Runnable planning) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    planning.run();
    return new Cost(System.nanoTime() - start, threads.getCurrentThreadCpuTime() - cpu);
  }

  private static void report(String query, Map<String, List<Cost>> costs) {
    double without = Cost.median(costs.get("plain"), Cost::cpu);
    double with = Cost.median(costs.get("nibble"), Cost::cpu);
    double again = Cost.median(costs.get("control"), Cost::cpu);
    System.out.printf(
        Locale.ROOT,
        "{\"bench\":\"planning\",\"query\":\"%s\",\"plain_ms\":%.3f,\"nibble_ms\":%.3f,"
            + "\"added_pct\":%.2f,\"control_pct\":%.2f,\"spread_pct\":%.1f}%n",
        query,
        without / 1e6,
        with / 1e6,
        100 * (with / without - 1),
        100 * (again / without - 1),
        Cost.spread(costs.get("plain"), Cost::cpu));
  }
}
