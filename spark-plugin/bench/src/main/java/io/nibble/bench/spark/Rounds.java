package io.nibble.bench.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Measures several contenders in turn, round after round. */
final class Rounds {
  private final Map<String, Callable<Cost>> contenders = new LinkedHashMap<>();

  void add(String contender, Callable<Cost> work) {
    contenders.put(contender, work);
  }

  /** Costs of each contender, round by round, after {@code warmUps} rounds that do not count. */
  Map<String, List<Cost>> run(int warmUps, int rounds) throws Exception {
    Map<String, List<Cost>> costs = new LinkedHashMap<>();
    for (int round = -warmUps; round < rounds; round++) {
      for (Map.Entry<String, Callable<Cost>> contender : contenders.entrySet()) {
        Cost cost = contender.getValue().call();
        if (round >= 0) {
          costs.computeIfAbsent(contender.getKey(), name -> new ArrayList<>()).add(cost);
        }
      }
    }
    return costs;
  }
}
