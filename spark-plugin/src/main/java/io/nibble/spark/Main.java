package io.nibble.spark;

import io.nibble.cli.Cli;
import io.nibble.file.storage.Storage;
import io.nibble.spark.storage.HadoopStorage;
import java.util.List;

/**
 * The command line: with {@code java -jar} on local files, with {@code spark-submit} on paths of
 * any Hadoop file system, and then with the command {@code score}. No other command starts a Spark
 * session.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    boolean spark = isThere("org.apache.spark.sql.SparkSession");
    int code =
        Cli.run(
            args,
            isThere("org.apache.hadoop.fs.FileSystem") ? HadoopStorage.create() : Storage.local(),
            System.in,
            System.out,
            System.err,
            console -> spark ? SparkCommands.of(console) : List.of());
    if (spark) {
      SparkCommands.stop();
    }
    // On a cluster a driver that exits is one that failed, whatever its exit code.
    if (code != 0) {
      System.exit(code);
    }
  }

  private static boolean isThere(String name) {
    try {
      Class.forName(name, false, Main.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
