package io.nibble.spark.differential;

import io.nibble.spark.SparkFixture;
import java.io.IOException;

/**
 * The long search: {@code DifferentialSearch queries|changes FIRST_SEED HOW_MANY SHRINKING}, where
 * the last is how many statements may be tried to make a failing one smaller.
 */
public final class DifferentialSearch {
  private static final int REPORTED = 100;

  private DifferentialSearch() {}

  public static void main(String[] args) throws IOException {
    long first = Long.parseLong(args[1]);
    long end = first + Long.parseLong(args[2]);
    int shrinking = Integer.parseInt(args[3]);
    Search search = args[0].equals("changes") ? changes() : queries();
    for (long seed = first; seed < end; seed++) {
      report(seed, search.compare(seed), search, shrinking);
      if ((seed - first + 1) % REPORTED == 0) {
        System.out.println(search);
      }
    }
    System.out.println(search);
    System.exit(search.faults().isEmpty() ? 0 : 1);
  }

  private static Search queries() throws IOException {
    return new Search(Query::write, Ways.open(SparkFixture.withPlugin().start()), 4);
  }

  private static Search changes() throws IOException {
    return new Search(Change::write, Ways.open(Change.fixture().start()), 1);
  }

  private static void report(long seed, Comparison found, Search search, int shrinking) {
    if (found.isFault()) {
      System.out.println("seed " + seed + "\n" + search.smaller(found, shrinking) + "\n");
    }
  }
}
