package io.nibble.spark.differential;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** What is compared, in one dialect. */
interface Statement {
  /** Its SQL. */
  String text();

  /** What is in it, for the counts. */
  Set<String> constructs();

  /**
   * Whether Spark may stop reading before the end, where a batch may have more rows than needed.
   */
  boolean isLimited();

  /** Its answer as text; {@code way} is a name that no other way has. */
  List<String> run(SparkSession spark, String way);

  /** Makes a statement of choices. */
  interface Writer {
    Statement write(Choices choices, Dialect dialect);
  }
}
