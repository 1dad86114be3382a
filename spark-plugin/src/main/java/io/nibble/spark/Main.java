package io.nibble.spark;

import io.nibble.cli.Cli;
import io.nibble.model.Storage;

/**
 * The command line: with {@code java -jar} on local files, with {@code spark-submit} on paths of
 * any Hadoop file system. Needs no Spark session.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(Cli.run(args, storage(), System.in, System.out, System.err));
  }

  private static Storage storage() {
    return isHadoopThere() ? HadoopStorage.create() : Storage.local();
  }

  private static boolean isHadoopThere() {
    try {
      Class.forName("org.apache.hadoop.fs.FileSystem", false, Main.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
