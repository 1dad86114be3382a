package io.nibble.spark;

import io.nibble.cli.console.Console;
import io.nibble.spark.conf.ClassNames;
import io.nibble.spark.job.ScoreCommand;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The commands that need Spark; apart, so that the others do without its classes. */
final class SparkCommands {
  private SparkCommands() {}

  static List<?> of(Console console) {
    return List.of(new ScoreCommand(console, SparkCommands::session));
  }

  /** A session with the plugin, whether or not the user has set it. */
  private static SparkSession session() {
    SparkConf conf = new SparkConf();
    ClassNames.add(conf, "spark.plugins", NibblePlugin.class);
    return SparkSession.builder().appName("nibble score").config(conf).getOrCreate();
  }

  /** Stops the session, if a command has started one. */
  static void stop() {
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
  }
}
