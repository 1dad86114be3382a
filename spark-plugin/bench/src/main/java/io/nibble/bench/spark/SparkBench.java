package io.nibble.bench.spark;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** The command line. */
public final class SparkBench {
  private static final String USAGE = "usage: run.sh operator|job|batch|planning [--quick]";

  private SparkBench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> words = List.of(arguments);
    boolean quick = words.size() == 2 && words.get(1).equals("--quick");
    if (words.isEmpty() || words.size() > (quick ? 2 : 1)) {
      System.err.println(USAGE);
      System.exit(2);
    }
    Path directory = Files.createTempDirectory("nibble-bench");
    try {
      switch (words.get(0)) {
        case "operator" -> OperatorOverhead.run(directory, quick);
        case "job" -> WholeJob.run(directory, quick);
        case "planning" -> PlanningTime.run(quick);
        case "batch" -> BatchSize.run(directory, quick);
        default -> {
          System.err.println(USAGE);
          System.exit(2);
        }
      }
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
