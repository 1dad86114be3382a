package io.nibble.spark.differential;

import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.spark.sql.SparkSession;

/**
 * One way to answer queries: a session, the words for calls, and counters.
 *
 * @param scored rows that went through a model; only this way moves it while it runs
 * @param evaluated watched arguments evaluated
 */
record Way(
    String name,
    SparkSession session,
    Dialect dialect,
    LongSupplier scored,
    LongSupplier evaluated) {

  Answer answer(Statement statement, Map<String, String> settings) {
    settings.forEach(session.conf()::set);
    SparkSession.setActiveSession(session);
    long scoredBefore = scored.getAsLong();
    long evaluatedBefore = evaluated.getAsLong();
    List<String> rows = List.of();
    Exception error = null;
    try {
      rows = statement.run(session, name);
    } catch (Exception e) {
      error = e;
    }
    return new Answer(
        name,
        rows,
        error,
        scored.getAsLong() - scoredBefore,
        evaluated.getAsLong() - evaluatedBefore);
  }
}
