package io.nibble.spark.inert;

import io.nibble.spark.SparkFixture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The long search: {@code InertSearch SEED STATEMENTS}, all statements if there are fewer. */
public final class InertSearch {
  private static final int LEAST_FILES = 10;

  private InertSearch() {}

  public static void main(String[] args) throws Exception {
    SparkFixture spark = SparkFixture.plain().start();
    Twins twins = Twins.create(spark);
    for (SqlFile file : sample(Long.parseLong(args[0]), Integer.parseInt(args[1]))) {
      long start = System.nanoTime();
      twins.compare(file);
      System.out.println((System.nanoTime() - start) / 1_000_000 + " ms " + file + ": " + twins);
    }
    twins.differences().forEach(System.out::println);
    System.exit(twins.differences().isEmpty() ? 0 : 1);
  }

  /** Files in an order of the seed's, none with a large part of the statements, up to so many. */
  static List<SqlFile> sample(long seed, int statements) {
    List<SqlFile> files = new ArrayList<>(SqlFile.all());
    files.removeIf(file -> file.statements().size() > statements / LEAST_FILES);
    Collections.shuffle(files, new Random(seed));
    List<SqlFile> sample = new ArrayList<>();
    int sum = 0;
    for (SqlFile file : files) {
      if (sum < statements) {
        sample.add(file);
        sum += file.statements().size();
      }
    }
    return sample;
  }
}
