package io.nibble.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestRace {
  @Test
  void medianAndQuartiles() {
    Race.Timing timing = Race.Timing.of(new double[] {50, 10, 20, 40, 30});

    assertThat(timing.nanos()).isEqualTo(30);
    assertThat(timing.spread()).isEqualTo((40.0 - 20) / 30);
  }

  @Test
  void passesTakeTurns() {
    List<Character> calls = new ArrayList<>();

    new Race(3, 0, 0).run(List.of(new Recorded(calls, 'a'), new Recorded(calls, 'b')));

    // One call to warm up, then an untimed and a timed one in each round.
    assertThat(calls)
        .containsExactlyElementsOf("abaabbaabbaabb".chars().mapToObj(c -> (char) c).toList());
  }

  private record Recorded(List<Character> calls, char name) implements Pass {
    @Override
    public void run() {
      calls.add(name);
    }

    @Override
    public void copyRow(int copy, int row, float[] target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
